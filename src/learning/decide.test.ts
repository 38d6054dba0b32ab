/** The policy against its vectors: mastery within 0.0005, everything else exactly; and what the product adds to them. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LearningEvent } from '#contract/event.ts';
import type { HelpDecision } from '#contract/help.ts';
import { decide, type HelpInput } from './decide.ts';
import { fold } from './fold.ts';
import { PARAMETERS } from './parameters.ts';

interface VectorFile<Expect> {
	readonly parameters?: Record<string, unknown>;
	readonly vectors: readonly { readonly id: string; readonly name: string; readonly input: HelpInput; readonly expect: Expect }[];
}
const read = <Expect>(name: string): VectorFile<Expect> =>
	JSON.parse(readFileSync(new URL(`../../tests/learning/${name}`, import.meta.url), 'utf8'));
const reference = read<HelpDecision>('help-vectors.json');
const additions = read<Partial<HelpDecision>>('help-vectors-additions.json');

function expectDecision(got: HelpDecision, want: HelpDecision): void {
	for (const key of ['mastery', 'effective'] as const) {
		if (want[key] === null) expect(got[key]).toBeNull();
		else expect(Math.abs((got[key] ?? Number.NaN) - want[key])).toBeLessThanOrEqual(0.0005);
	}
	expect({ ...got, mastery: null, effective: null }).toEqual({ ...want, mastery: null, effective: null });
}

describe('the reference vectors', () => {
	it('are all 46', () => expect(reference.vectors).toHaveLength(46));

	it('were made with the parameters that the product uses', () =>
		expect(PARAMETERS).toMatchObject(reference.parameters ?? { missing: true }));

	it.each(reference.vectors)('$id $name', (vector) => expectDecision(decide(vector.input), vector.expect));
});

describe('the vectors of practice runs, pace and predictions', () => {
	it.each(additions.vectors)('$id $name', (vector) => expect(decide(vector.input)).toMatchObject(vector.expect));
});

describe('order of events', () => {
	const at = (t: number, rest: Record<string, unknown>) => ({ t, skill: 's', task: 'a', ...rest }) as LearningEvent;

	it('is by time, whatever order the log was read in', () => {
		const events = [at(1, { type: 'hint', level: 1 }), at(2, { type: 'hint', level: 2 }), at(9, { type: 'attempt', verdict: 'pass' })];
		expect(fold(events.toReversed())).toEqual(fold(events));
	});

	it('keeps the given order of events with the same time', () => {
		const hint = at(5, { type: 'hint', level: 3 });
		const pass = at(5, { type: 'attempt', verdict: 'pass' });
		expect(fold([hint, pass]).get('s')?.p).toBeLessThan(fold([pass, hint]).get('s')?.p ?? 0);
	});
});
