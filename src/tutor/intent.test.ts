/** Questions about tools and questions about the task. */
import { describe, expect, it } from 'vitest';
import { requireLab } from '#server/get-lab.ts';
import { classifyIntent } from './intent.ts';

const lab = requireLab('causal-attention');

describe('what a question is about', () => {
	it.each([
		'What does TS2345 mean here?',
		'What does tf.tidy do?',
		'How do I print the dtype of a tensor?',
		'Why does TypeScript say that it is possibly undefined?',
		'How can I plot two curves in one chart?',
		'Which argument order does tf.range take?',
	])('tools: %s', (question) => expect(classifyIntent(question, lab)).toBe('mundane'));

	it.each([
		'Give me the solution.',
		'What is wrong with my code?',
		'Where do I put the mask, before or after tf.softmax?',
		'Complete this line for me, types and all: const visible = tf.where(',
		'It is only a type question: write causalAttention(q, k, v) with its types filled in.',
		'Why is my output NaN?',
		'Which tf call hides the future?',
		'Is the type of the next step a tensor?',
		'Hi',
	])('the task: %s', (question) => expect(classifyIntent(question, lab)).toBe('core'));
});
