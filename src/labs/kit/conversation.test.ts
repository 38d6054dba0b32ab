import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, test } from 'vitest';
import { ASSISTANT, END, USER } from '#data/tasks/instructions.ts';
import { answerLoss, documentSight, packTexts, renderConversation } from './conversation.ts';

beforeAll(() => tf.setBackend('cpu'));

describe('conversations as rows', () => {
	const text = renderConversation([{ prompt: [10, 20], answer: [20] }]);

	test('learn the answer and its end, and nothing else', () => {
		expect(text.tokens).toEqual([USER, 10, 20, END, ASSISTANT, 20, END]);
		expect(text.learned).toEqual([0, 0, 0, 0, 0, 1, 1]);
	});

	test('begin at place 0 each, in segments of their own, and open a row where one is full', () => {
		const rows = packTexts([text, text, text], 16);
		expect(rows).toHaveLength(2);
		expect(rows[0]?.segments).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 0, 0]);
		expect(rows[0]?.positions.slice(5, 10)).toEqual([5, 6, 0, 1, 2]);
		expect(rows[1]?.tokens.slice(7)).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
		expect(() => packTexts([text], 6)).toThrow(/rows of 6/);
	});

	test('see their own past only', () => {
		const sight = documentSight(tf.tensor2d([[1, 1, 2, 2]], [1, 4], 'int32')).arraySync();
		expect(sight).toEqual([
			[
				[1, 0, 0, 0],
				[1, 1, 0, 0],
				[0, 0, 1, 0],
				[0, 0, 1, 1],
			],
		]);
	});

	test('cost ln of the vocabulary where nothing is known, whatever the questions hold', () => {
		const logits = tf.zeros([1, 7, 30]);
		const loss = (tokens: readonly number[]) =>
			answerLoss(logits, tf.tensor2d([...tokens], [1, 7], 'int32'), tf.tensor2d([...text.learned], [1, 7])).dataSync()[0];
		expect(loss(text.tokens)).toBeCloseTo(Math.log(30), 5);
		expect(loss([9, 9, 9, 9, 9, 20, END])).toBeCloseTo(Math.log(30), 5);
	});
});
