/** The packing figure reads as the lab's own functions do: same sight, same learned tokens. */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { instructionIds } from '#data/tasks/instructions.ts';
import { mayAttend, pack, render } from '#labs/sft/solution.ts';
import { countLearned, factsAt, mayRead, PACKED } from './packing.ts';
import { packingSvg, packingText } from './packing-svg.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('the packing figure', () => {
	const turn = (prompt: string, answer: string) => render([{ prompt: instructionIds(prompt), answer: instructionIds(answer) }]);
	const [row] = pack([turn('fox owl . last', 'owl'), turn('bear hare mole . first', 'bear')], PACKED.length);

	it('holds the rows that the lab accepts', () => {
		expect(row?.tokens).toEqual(instructionIds(PACKED.map(({ word }) => word).join(' ')));
		expect(row?.segments).toEqual(PACKED.map(({ text }) => text));
		expect(row?.positions).toEqual(PACKED.map(({ place }) => place));
		expect(row?.learned).toEqual(PACKED.map(({ isLearned }) => Number(isLearned)));
	});

	it('shows the sight that the lab accepts', () => {
		const sight = mayAttend(tf.tensor2d([row?.segments ?? []], undefined, 'int32')).dataSync();
		const drawn = PACKED.flatMap((_, i) => PACKED.map((__, j) => Number(mayRead('own', i, j))));
		expect(drawn).toEqual(Array.from(sight));
	});

	it('counts the leak and what counts', () => {
		expect(factsAt({ sight: 'all', at: 16 })).toMatchObject({ leaks: 9, next: { word: 'bear', isLearned: true } });
		expect(factsAt({ sight: 'own', at: 16 })?.leaks).toBe(0);
		expect(countLearned()).toEqual({ learned: 4, asked: 18 });
		expect(packingText({ sight: 'all', at: 16 })).toContain('9 of them of the other text');
		expect(packingSvg({ sight: 'own', at: 16 })).not.toContain('leak');
		expect(packingSvg({ sight: 'all', at: 16 })).toContain('class="leak"');
	});
});
