/**
 * How much work a function does: FLOPs, bytes moved, ops. Counted by the subject from ops and shapes (realm-tape.ts, op-costs.ts), never from
 * what learner code says. The tape is made on some inputs and counted on others, and must give the right answer for those: so work that is
 * hidden from the count, done by hand, or done only where nobody counts, does not pass.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import { failureOfCall } from '../failure.ts';
import type { CallResult, Subject } from '../subject.ts';
import type { Failure } from './expect-tensor.ts';
import { FORWARD, firstDifference, numberText } from './numbers.ts';

/** What is allowed. Whatever is left out is not judged. */
export interface WorkBound {
	/** Multiplications and additions, by the conventions of op-costs.ts. */
	readonly flops?: number;
	/** Read and written by all ops together. */
	readonly bytes?: number;
	/** Calls of tfjs that do something: views such as reshape are none. */
	readonly ops?: number;
}

export interface CountedCall {
	readonly subject: Subject;
	/** An export of the learner's, or a function of the harness that returns tensors. */
	readonly call: string;
	readonly how?: 'export' | 'harness';
	/** The learner's export that the sentence is about, where the harness is called. */
	readonly about?: string;
	/** What is written down, and what is counted: the same shapes, other numbers. */
	readonly args: readonly Value[];
	readonly others: readonly Value[];
	/** The right answer for `others`, tensor by tensor. A hidden check gives it; without it, the learner's own answer is taken. */
	readonly expected?: readonly TensorValue[];
	readonly diagnosis?: string;
	/** One sentence that follows the numbers. */
	readonly hint?: string;
}

interface Line {
	readonly kernel: string;
	readonly line: number | null;
	readonly flops: number;
	readonly bytes: number;
	readonly times: number;
}

export interface Work {
	readonly flops: number;
	readonly bytes: number;
	readonly ops: number;
	readonly lines: readonly Line[];
	/** What the counted ops gave for `others`. */
	readonly outputs: readonly Value[];
}

const UNITS = { flops: 'FLOPs', bytes: 'bytes', ops: 'ops' } as const;
const UNCOUNTED = 'Its work could not be counted: what it gives does not follow from its tensors by ops of tfjs alone.';

/** What is named here where the lab names nothing else: a lab that bounds its work has a section for each in diagnoses.md. */
export const RESOURCE_DIAGNOSES = ['too-much-work', 'uncounted-work'] as const;

/** Null when the call stays within the bound; the message names what was used, the bound, and the op that took most of it. */
export async function usesAtMost(bound: WorkBound, counted: CountedCall): Promise<Failure | null> {
	const about = counted.about ?? counted.call;
	const work = await workOf(counted, about);
	if ('outcome' in work) return work;
	const key = (['flops', 'bytes', 'ops'] as const).find((each) => work[each] > (bound[each] ?? Number.POSITIVE_INFINITY));
	if (key === undefined) return null;
	const used = `${about} uses ${amount(work[key])} ${UNITS[key]} here; at most ${amount(bound[key] ?? 0)} are allowed.`;
	const dearest = mostOf(work.lines, key);
	const hint = counted.hint === undefined ? '' : ` ${counted.hint}`;
	return {
		outcome: 'fail',
		diagnosis: counted.diagnosis ?? 'too-much-work',
		message: `${used}${dearest === undefined ? '' : ` ${sayLine(dearest, key)}`}${hint}`,
		showsData: true,
		hiddenMessage: counted.hint ?? `${about} does more work on a hidden input than its answer needs.`,
		...(dearest?.line == null ? {} : { line: dearest.line }),
	};
}

/** The work of the call on `others`, or why it has none: it threw, or part of it cannot be counted. */
export async function workOf(counted: CountedCall, about = counted.about ?? counted.call): Promise<Work | Failure> {
	const { subject, call, how = 'export', args, others } = counted;
	// Counted first: what a realm remembers of the other call must not help here.
	const answer = await subject.count(how, call, args, others);
	if (answer.status === 'unsupported') return uncounted(about, answer.message);
	const failure = failureOfCall(answer, about);
	const work = readWork(answer);
	if (failure !== null || work === null) return failure ?? uncounted(about, UNCOUNTED);
	let { expected } = counted;
	if (expected === undefined) {
		const own = how === 'export' ? await subject.call(call, others) : await subject.harness(call, others);
		const ownFailure = failureOfCall(own, about);
		if (ownFailure !== null || own.status !== 'ok') return ownFailure ?? uncounted(about, UNCOUNTED);
		expected = tensorsIn(own.value);
	}
	return isSame(work.outputs, expected) ? work : uncounted(about, UNCOUNTED);
}

function uncounted(about: string, why: string): Failure {
	const message = `The work of ${about} could not be counted.`;
	return {
		outcome: 'fail',
		diagnosis: 'uncounted-work',
		message: why === '' ? message : `${about}: ${why}`,
		showsData: true,
		hiddenMessage: message,
	};
}

function isSame(outputs: readonly Value[], expected: readonly TensorValue[]): boolean {
	if (expected.length === 0 || outputs.length !== expected.length) return false;
	return expected.every((right, i) => {
		const got = outputs[i];
		return isTensorValue(got) && got.shape.join() === right.shape.join() && firstDifference(got, right, FORWARD) === null;
	});
}

/** In the order in which a realm meets them. */
function tensorsIn(value: Value): TensorValue[] {
	if (isTensorValue(value)) return [value];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap((each) => tensorsIn(each as Value)) : [];
}

/** Null where learner code gave something in place of a count. */
function readWork(answer: CallResult): Work | null {
	if (answer.status !== 'ok' || typeof answer.value !== 'object' || answer.value === null) return null;
	const fields = new Map<string, Value>(Object.entries(answer.value));
	const [flops, bytes, ops] = ['flops', 'bytes', 'ops'].map((key) => fields.get(key));
	if (typeof flops !== 'number' || typeof bytes !== 'number' || typeof ops !== 'number') return null;
	const [lines, outputs] = ['lines', 'outputs'].map((key) => fields.get(key));
	return { flops, bytes, ops, lines: listOf(lines).flatMap(readLine), outputs: listOf(outputs) };
}

function listOf(value: Value | undefined): readonly Value[] {
	return Array.isArray(value) ? value : [];
}

function readLine(value: Value): Line[] {
	if (typeof value !== 'object' || value === null) return [];
	const fields = new Map<string, Value>(Object.entries(value));
	const number = (key: string): number => Number(fields.get(key) ?? 0);
	const line = fields.get('line');
	const [flops, bytes, times] = [number('flops'), number('bytes'), number('times')];
	return [{ kernel: String(fields.get('kernel')).slice(0, 40), line: typeof line === 'number' ? line : null, flops, bytes, times }];
}

type Key = keyof typeof UNITS;

const partOf = (line: Line, key: Key): number => (key === 'ops' ? line.times : line[key]);

function mostOf(lines: readonly Line[], key: Key): Line | undefined {
	return lines.toSorted((a, b) => partOf(b, key) - partOf(a, key))[0];
}

/** What learners call what tfjs names otherwise. */
const CALLED: ReadonlyMap<string, string> = new Map([
	['BatchMatMul', 'matMul'],
	['_FusedMatMul', 'matMul'],
	['GatherV2', 'gather'],
	['PadV2', 'pad'],
	['SplitV', 'split'],
	['RealDiv', 'div'],
	['Multiply', 'mul'],
]);

function sayLine(line: Line, key: Key): string {
	const name = CALLED.get(line.kernel) ?? `${line.kernel.slice(0, 1).toLowerCase()}${line.kernel.slice(1)}`;
	const where = line.line === null ? '' : ` on line ${line.line}`;
	const times = line.times === 1 ? '' : `, called ${line.times} times`;
	return `Most of it is ${name}${where}${times}: ${amount(partOf(line, key))}.`;
}

/** Whole numbers up to a million, then millions and billions. */
function amount(value: number): string {
	if (value >= 1e9) return `${numberText(value / 1e9)} billion`;
	return value >= 1e6 ? `${numberText(value / 1e6)} million` : Math.round(value).toLocaleString('en-US');
}
