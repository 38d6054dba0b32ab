/** What the guard decides about one reply: what is the learner's own, what adds up, what running proves, and what is only a question about a call. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { inspectReply, whatWasSaid } from './inspect-reply.ts';
import type { Probe, ReplyToInspect } from './inspection.ts';

const LAB = 'causal-attention';
const STARTER = readFileSync(`src/labs/${LAB}/starter.ts`, 'utf8');
const SOLUTION = readFileSync(`src/labs/${LAB}/solution.ts`, 'utf8');
const NO_SCALE = readFileSync(`src/labs/${LAB}/mistakes/no-scale.ts`, 'utf8');
const FIX = 'Write `const scores = q.matMul(k, false, true).div(____);`';

const judged: Probe = async () => ({ status: 'judged', passed: 0, total: 5 });
const inspect = (reply: string, more: Partial<ReplyToInspect> = {}) =>
	inspectReply({ lab: { id: LAB }, level: 1, reply, previousReplies: [], learnerCode: STARTER, ...more });

describe('the guard', () => {
	it('measures the solution as 5 and a question as 1, whatever was allowed', async () => {
		expect(await inspect(SOLUTION)).toMatchObject({ ok: false, measured: 5 });
		expect(await inspect(SOLUTION, { level: 5 })).toMatchObject({ ok: true, measured: 5, reasons: [] });
		expect(await inspect('Attention gives shares. What should each row sum to?', { level: 4 })).toMatchObject({ ok: true, measured: 1 });
	});

	it('lets the lines of the learner stand, and not the solution of others', async () => {
		const quote = 'Look at `const weights = scores;` and at\n\n```ts\nconst scores = q.matMul(k, false, true);\n```\n\nWhat are they?';
		expect(await inspect(quote)).toMatchObject({ ok: true, scores: { lines: 0, own: 0 } });
		expect((await inspect('Is it `const visible = tf.where(isFuture, -1e9, scores);` perhaps?')).reasons).toContain('spoiler');
		expect((await inspect('Is it `const visible = tf.where(isFuture, -1e9, scores);` perhaps?', { learnerCode: SOLUTION })).ok).toBe(true);
	});

	it('reads a comment and a sentence in a string as what they say', async () => {
		const hidden = (line: string) => inspect(`Look at this:\n\n\`\`\`ts\n${line}\nconst x = 1;\n\`\`\``);
		const step = 'Divide the scores by the square root of the width before the softmax.';
		expect((await hidden(`// ${step}`)).reasons).toContain('prose');
		expect((await hidden(`console.log("${step}");`)).reasons).toContain('prose');
		expect((await hidden('// What does the first row sum to?')).reasons).not.toContain('prose');
	});

	it('adds up what was said before, a yes included', async () => {
		const said = whatWasSaid('Yes, exactly.', 'Is it `const isFuture = position.expandDims(0).greater(position.expandDims(1));`?');
		const next = 'Then `const scores = q.matMul(k, false, true).div(Math.sqrt(headDim));` is the line.';

		const alone = await inspect(next, { level: 4, probe: judged });
		const after = await inspect(next, { level: 4, probe: judged, previousReplies: [said] });
		expect(after.scores.ownCumulative).toBeGreaterThan(alone.scores.ownCumulative);
		expect(after).toMatchObject({ ok: false });
		expect(whatWasSaid('No, look again.', 'Is it x?')).toBe('No, look again.');
	});

	it('runs code that got past everything else, and takes no verdict for no proof', async () => {
		const asked: string[] = [];
		const probe =
			(passed: number): Probe =>
			async (program) => {
				asked.push(program);
				return { status: 'judged', passed: program === NO_SCALE ? 3 : passed, total: 5 };
			};
		const input = { level: 4 as const, learnerCode: NO_SCALE };

		expect(await inspect(FIX, { ...input, probe: probe(5) })).toMatchObject({
			ok: false,
			measured: 5,
			reasons: ['execution'],
			probe: 'leak',
		});
		expect(asked.at(-1)).toContain('div(____)');
		expect(await inspect(FIX, { ...input, probe: probe(4) })).toMatchObject({ ok: true, probe: 'safe' });
		expect(await inspect(FIX, { ...input, probe: async () => ({ status: 'unknown', why: 'no sandbox' }) })).toMatchObject({
			ok: false,
			reasons: ['not-proven-safe'],
		});
		expect(await inspect(FIX, input)).toMatchObject({ ok: false, reasons: ['not-proven-safe'] });
	});

	it('answers what a call does at level 0, and nothing of the core under that name', async () => {
		const mundane = '`tf.where(condition, a, b)` picks from `a` where the condition is true:\n\n```ts\ntf.where([true, false], a, b);\n```';
		expect(await inspect(mundane, { level: 0, probe: judged })).toMatchObject({ ok: true, isMundane: true, measured: 0 });
		expect((await inspect('About types only: `tf.where(isFuture, -1e9, scores)` is a Tensor.', { level: 0 })).ok).toBe(false);
		expect((await inspect('The mask comes before the softmax in attention.', { level: 0 })).ok).toBe(false);
	});
});
