/** Which hints moved whom, on logs made by hand. */
import { describe, expect, test } from 'vitest';
import { logOf, logsOf } from '../../tests/support/event-log.ts';
import { hintEffects, movesNobody } from './hint-effects.ts';

const DAY = 86_400_000;
const effectsOf = (words: string, now = 2 * DAY) =>
	hintEffects(logsOf({ ada: words }), now).map(({ rung, moved, stayed, undecided }) => [
		rung,
		moved.length > 0 ? 'moved' : stayed.length > 0 ? 'stayed' : undecided.length > 0 ? 'undecided' : '?',
	]);

describe('a rung', () => {
	test.each([
		['a pass', 'fail:mask 1 pass'],
		['a pass without any try before', '1 pass'],
		['another obstacle', 'fail:mask 1 w5 fail:scale'],
		['another obstacle in the browser', 'fail:mask 1 run:scale'],
		['another obstacle after the same one', 'fail:mask 1 fail:mask w20 fail:scale'],
	])('moved a learner by %s', (_, words) => {
		expect(effectsOf(words)).toEqual([[1, 'moved']]);
	});

	test.each([
		['met the same obstacle', 'fail:mask 1 fail:mask'],
		['did nothing', 'fail:mask 1'],
		['worked for more than half an hour first', 'fail:mask 1 w20 w11 pass'],
	])('did not move one who %s', (_, words) => {
		expect(effectsOf(words)).toEqual([[1, 'stayed']]);
	});

	test('stands alone: what follows a further rung is that rung’s', () => {
		expect(effectsOf('fail:mask 1 w5 2 pass')).toEqual([
			[1, 'stayed'],
			[2, 'moved'],
		]);
	});

	test('taken less than a day ago is undecided', () => {
		expect(effectsOf('fail:mask 1', DAY / 2)).toEqual([[1, 'undecided']]);
		expect(hintEffects(logsOf({ ada: 'fail:mask 1' }), DAY / 2)[0]?.share).toBeNull();
	});

	test('read after the pass is not counted, nor a try that changed nothing', () => {
		expect(effectsOf('pass 1')).toEqual([]);
		const [first, rung, retry] = logOf('fail:mask 1 fail:scale');
		if (!first || !rung || retry?.type !== 'attempt') throw new Error('the log is made of three events');
		const log = [first, rung, { ...retry, edits: 0 }];
		expect(hintEffects(new Map([['ada', log]]), 2 * DAY)[0]?.stayed).toEqual(['ada']);
	});
});

test('a hint that moves fewer than three in ten of at least five is listed', () => {
	const logs = (moved: number, stayed: number) =>
		new Map(
			Array.from({ length: moved + stayed }, (_, n) => [`l${n}`, logOf(n < moved ? 'fail:mask 1 pass' : 'fail:mask 1 fail:mask')] as const),
		);
	const listed = (moved: number, stayed: number) => hintEffects(logs(moved, stayed), 2 * DAY).filter(movesNobody).length;
	expect([listed(1, 4), listed(0, 4), listed(3, 7), listed(2, 8)]).toEqual([1, 0, 0, 1]);
});
