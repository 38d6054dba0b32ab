/**
 * What a call may not do besides its work: change what it was given, or leave tensors behind. Both read a watched call
 * (`subject.call(…, { watch: true })`), which the realm counts itself: neither asks the learner's code.
 */
import type { Value } from '#contract/value.ts';
import { failureOfCall } from '../failure.ts';
import type { CallResult } from '../subject.ts';
import type { Failure } from './expect-tensor.ts';
import { shapeText } from './numbers.ts';
import { breaks, type PropertyWords } from './property-words.ts';
import { firstUnequal } from './seeds.ts';

export interface Given extends PropertyWords {
	readonly name: string;
	/** What was sent. */
	readonly args: readonly Value[];
	/** What each argument is called: "the counts". */
	readonly argNames: readonly string[];
}

/** Everything that was handed over is the same after the call, to the last bit. */
export function inputsUntouched(result: CallResult, question: Given): Failure | null {
	const { name, args, argNames } = question;
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure;
	if (result.watched === undefined) throw new TypeError(`inputsUntouched of ${name}: call it with { watch: true }.`);
	const idea = question.idea ?? 'A function must leave its inputs as they are: whoever called it may still need them.';
	for (const [i, before] of args.entries()) {
		const after = result.watched.args[i] ?? null;
		const what = capital(argNames[i] ?? `argument ${i}`);
		if (before !== null && after === null) return breaks(idea, `${what} cannot be read any more after the call.`, question);
		const differ = firstUnequal(before, after);
		if (differ !== null) return breaks(idea, `${what}: ${differ.a} before the call, ${differ.b} after it${differ.place}.`, question);
	}
	return null;
}

export interface Left extends PropertyWords {
	readonly name: string;
}

/** Of the tensors that the call made, only those that it gave back are still there. */
export function leavesNothing(result: CallResult, question: Left): Failure | null {
	const { name } = question;
	const failure = failureOfCall(result, name);
	if (failure !== null || result.status !== 'ok') return failure;
	if (result.watched === undefined) throw new TypeError(`leavesNothing of ${name}: call it with { watch: true }.`);
	const { count, shapes } = result.watched.left;
	if (count === 0) return null;
	const idea = question.idea ?? 'A call must dispose of what it made and does not give back, or memory fills up call by call.';
	const said = shapes.map(shapeText).join(', ');
	const more = count > shapes.length ? ', …' : '';
	const seen = `${count} ${count === 1 ? 'tensor is' : 'tensors are'} left behind by one call of ${name}, of ${count === 1 ? 'shape' : 'shapes'} ${said}${more}.`;
	return breaks(idea, seen, question);
}

function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
