/** "The gradient agrees with finite differences": of the learner's own function along random directions, so no reference is needed. */
import { isTensorValue, type TensorValue, tensorValue } from '#contract/value.ts';
import { failureOfCall, saysNoGradient } from '../failure.ts';
import type { CallResult } from '../subject.ts';
import { answersOf, moved, slopeOf } from './answers.ts';
import { type Asked, type Inputs, isFailure, tensorsOf } from './asked.ts';
import type { Failure } from './expect-tensor.ts';
import { firstDifference, GRADIENT, numberText } from './numbers.ts';
import { dot, randomTensor } from './properties.ts';
import { breaks, type PropertyWords } from './property-words.ts';

export interface GradientMatch extends PropertyWords {
	readonly inputs: Inputs;
	/** Which inputs, each with a name for the message: "the keys". */
	readonly by: readonly { readonly input: number; readonly name: string }[];
	/** What the output is weighed with: of the output's shape. */
	readonly cotangent: TensorValue;
	/** Gradients of sum(output · cotangent), one for each of `by`, in that order. */
	readonly gradients: () => Promise<CallResult>;
	readonly random: () => number;
	/** Half of the way that an input is moved. Default 1e-2: small against 1, large against float32's rounding. */
	readonly step?: number;
}

export async function gradientsMatch(asked: Asked, question: GradientMatch): Promise<Failure | null> {
	const { inputs, by, cotangent, random, step = 1e-2, tolerance = GRADIENT } = question;
	const result = await question.gradients();
	// tfjs itself throws where no gradient reaches an input.
	if (result.status === 'threw' && question.diagnosis !== undefined && saysNoGradient(result.message))
		return breaks(ideaOf(question), result.message, question);
	const failure = failureOfCall(result, asked.name);
	if (failure !== null) return failure;
	const directions = by.map(({ input }) => randomTensor(random, tensorAt(inputs, input).shape));
	const cases = by.flatMap(({ input }, i) =>
		[step, -step].map((each) =>
			inputs.map((value, j) => (j === input ? moved(tensorAt(inputs, j), directions[i] ?? cotangent, each) : value)),
		),
	);
	const outputs = await tensorsOf(asked, cases);
	if (isFailure(outputs)) return outputs;
	const gradients = answersOf(result);
	for (const [i, { name }] of by.entries()) {
		const [up, down, direction] = [outputs[2 * i], outputs[2 * i + 1], directions[i]];
		if (up === undefined || down === undefined || direction === undefined) return null;
		const expected = (dot(up, cotangent) - dot(down, cotangent)) / (2 * step);
		if (!isTensorValue(gradients[i] ?? null))
			return breaks(
				ideaOf(question),
				`None reaches ${name}: between them and the output, tensors were turned into plain numbers.`,
				question,
			);
		const got = slopeOf(gradients[i], direction);
		if (firstDifference(tensorValue([got], [1]), tensorValue([expected], [1]), tolerance) === null) continue;
		const seen = `By ${name} it is ${numberText(got)} along a test direction; moving them shows ${numberText(expected)}.`;
		return breaks(ideaOf(question), seen, question);
	}
	return null;
}

function ideaOf({ idea }: PropertyWords): string {
	return idea ?? 'The gradient must say how the output moves with its inputs.';
}

function tensorAt(inputs: Inputs, at: number): TensorValue {
	const value = inputs[at] ?? null;
	if (!isTensorValue(value)) throw new TypeError(`Input ${at} is no tensor; a check asked for its gradient.`);
	return value;
}
