/** Reading time is active time, ends with the next rung or try, and is kept apart by lab. */
import { expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import { rungReading } from './rung-reading.ts';

const at = (t: number, task: string, rest: Record<string, unknown>) => ({ t, skill: 's', task, ...rest }) as LearningEvent;
const hint = (t: number, task: string, level: number) => at(t, task, { type: 'hint', level });
const active = (t: number, task: string, ms: number) => at(t, task, { type: 'active', ms });

it('adds up the active time until the next rung or try', () => {
	const events = [
		active(1, 'a', 9_000),
		hint(2, 'a', 1),
		active(3, 'a', 30_000),
		active(4, 'a', 15_000),
		hint(5, 'a', 2),
		active(6, 'a', 20_000),
		at(7, 'a', { type: 'practice', edits: 3 }),
		active(8, 'a', 45_000),
	];
	expect(rungReading(events)).toEqual([
		{ task: 'a', rung: 1, t: 2, ms: 45_000 },
		{ task: 'a', rung: 2, t: 5, ms: 20_000 },
	]);
});

it('keeps labs apart, and a rung that was only skimmed at nothing', () => {
	const events = [hint(1, 'a', 1), hint(2, 'b', 1), active(3, 'b', 10_000), hint(4, 'a', 2)];
	expect(rungReading(events).map(({ task, rung, ms }) => [task, rung, ms])).toEqual([
		['a', 1, 0],
		['b', 1, 10_000],
		['a', 2, 0],
	]);
});

it('counts a rung that is opened again as the one taken before', () => {
	expect(rungReading([hint(1, 'a', 2), hint(2, 'a', 1), active(3, 'a', 5_000)])).toEqual([{ task: 'a', rung: 2, t: 1, ms: 5_000 }]);
});
