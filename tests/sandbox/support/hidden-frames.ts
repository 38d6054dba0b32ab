/**
 * What the grader sent to children in hidden calls of the attention lab, and which right answers are among it. A case is a list that begins with
 * q, k and v; whatever else a frame holds, in the case, beside it or in another argument, is searched.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import { FrameReader } from '#grading/sandbox/frames.ts';
import { unpackValue } from '#grading/sandbox/pack-value.ts';
import { attend } from '#labs/causal-attention/reference.hidden.ts';

type Case = readonly [TensorValue, TensorValue, TensorValue, ...Value[]];

export interface HiddenFrames {
	readonly cases: readonly Case[];
	/** Of q, k and v, and of the cotangents, which have their place behind them in calls for gradients. */
	readonly inputs: readonly TensorValue[];
	/** Right answers that no input gives away: the first row of an output is the first row of v. */
	readonly expected: ReadonlySet<number>;
	/** Those that were sent along, alone or as two that follow each other. Empty, or the sandbox was told what to answer. */
	readonly answersSent: readonly string[];
}

export function readHiddenFrames(sent: readonly Uint8Array[]): HiddenFrames {
	const frames = [...new FrameReader().push(Buffer.concat(sent))]
		.filter(({ head }) => head['type'] === 'call' && head['isFresh'] === true)
		.map(({ head, body }) => ({ value: unpackValue(body), isGradient: head['name'] === 'manyGradients' }));
	const cases = frames.flatMap(({ value }) => casesIn(value));
	const inputs = frames.flatMap(({ value, isGradient }) =>
		casesIn(value).flatMap((each) => each.slice(0, isGradient ? 4 : 3).filter(isTensorValue)),
	);
	const given = new Set(inputs.flatMap(({ data }) => [...data]));
	const answers = cases.map(([q, k, v]) => ({
		answer: attend(q, k, v),
		own: new Set([q, k, v].flatMap(({ data }) => pairsOf([...data]))),
	}));
	const expected = new Set(answers.flatMap(({ answer }) => [...answer.data]).filter((n) => !given.has(n)));
	const pairs = new Set(answers.flatMap(({ answer, own }) => pairsOf([...answer.data]).filter((pair) => !own.has(pair))));
	const lists = frames.flatMap(({ value }) => numbersIn(value));
	return {
		...{ cases, inputs, expected },
		answersSent: [
			...lists
				.flat()
				.filter((n) => expected.has(n))
				.map(String),
			...lists.flatMap(pairsOf).filter((pair) => pairs.has(pair)),
		],
	};
}

function casesIn(value: Value): Case[] {
	if (!Array.isArray(value)) return [];
	// Narrowed to any[] by isArray.
	const items: readonly Value[] = value;
	const [q, k, v] = items;
	if (isTensorValue(q) && isTensorValue(k) && isTensorValue(v)) return [[q, k, v, ...items.slice(3)]];
	return items.flatMap(casesIn);
}

/** One list a tensor; numbers that stand beside each other in a list of their own are one list too. */
function numbersIn(value: Value): number[][] {
	if (isTensorValue(value)) return [[...value.data]];
	if (typeof value !== 'object' || value === null) return typeof value === 'number' ? [[value]] : [];
	const items: readonly Value[] = Object.values(value);
	return [items.filter((item) => typeof item === 'number'), ...items.filter((item) => typeof item !== 'number').flatMap(numbersIn)];
}

function pairsOf(numbers: readonly number[]): string[] {
	return numbers.slice(1).map((n, i) => `${numbers[i]} ${n}`);
}
