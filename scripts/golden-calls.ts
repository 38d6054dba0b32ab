/** Reads golden.json of a lab whose reference is a function: seeded inputs, and the numbers that came out. Other labs keep figures of runs there. */
import { z } from 'zod';
import type { TensorValue } from '#contract/value.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { seededRandom } from '#grading/core/random.ts';

const callSchema = z.object({
	export: z.string(),
	/** Each input is drawn from N(0, 1) in this order. */
	seed: z.int(),
	inputs: z.array(z.array(z.int())),
	shape: z.array(z.int()),
	output: z.array(z.number()),
});
export const goldenSchema = z.looseObject({
	/** The command that made the numbers. */
	command: z.string(),
	calls: z.array(callSchema).default([]),
});

export interface GoldenCall {
	readonly name: string;
	readonly args: readonly TensorValue[];
	readonly shape: readonly number[];
	readonly output: readonly number[];
}

export function goldenCalls(golden: unknown): { readonly command: string; readonly calls: readonly GoldenCall[] } {
	const { command, calls } = goldenSchema.parse(golden);
	return {
		command,
		calls: calls.map(({ export: name, seed, inputs, shape, output }) => {
			const random = seededRandom(seed);
			return { name, args: inputs.map((each) => randomTensor(random, each)), shape, output };
		}),
	};
}
