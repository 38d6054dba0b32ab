/** The invariants hold over 4,000 random histories, and each known mistake in the policy breaks the one that guards against it. */
import { describe, expect, it } from 'vitest';
import { brokenInvariants, POLICY, type Policy } from '../../tests/learning/invariants.ts';
import { decide } from './decide.ts';
import { type HelpParameters, PARAMETERS } from './parameters.ts';

const HISTORIES = 4_000;
const HISTORIES_PER_MUTANT = 400;

const mutant = (change: Partial<HelpParameters>): Policy => ({ ...POLICY, parameters: { ...PARAMETERS, ...change } });

const MUTANTS: readonly [mistake: string, policy: Policy, caughtBy: string][] = [
	['a negative learning step', mutant({ learn: -PARAMETERS.learn }), 'I1 a pass never lowers mastery'],
	['credit that rises with help', mutant({ helpCredit: [1, 0.85, 0.6, 0.9, 0.15, 0] }), 'I2 more help never earns more'],
	[
		'an ignored ceiling',
		{ ...POLICY, decide: (input, parameters) => decide({ ...input, config: { ...input.config, ceiling: 5 } }, parameters) },
		'I6 the ceiling wins',
	],
	['no effort asked for', mutant({ need: PARAMETERS.need.map(() => [0, 0, 0, 0, 0]) }), 'I5 no worked solution without effort'],
	[
		'no hard bound',
		mutant({ hardActiveMs: Number.POSITIVE_INFINITY, hardAttempts: Number.POSITIVE_INFINITY }),
		'I5 the hard bound shows the ways out',
	],
	['bands reversed', mutant({ need: PARAMETERS.need.toReversed() }), 'I3 success never raises help'],
	['credit not restored', mutant({ restoredShare: 0 }), 'I7 a re-check leaves nothing withheld'],
	['failures not counted as effort', mutant({ unitsPerFailure: 0 }), 'I5 trying reaches the last rung within 7 tries'],
];

describe('the invariants of the policy', () => {
	it(`hold over ${HISTORIES.toLocaleString('en')} random histories`, () => expect(brokenInvariants(POLICY, HISTORIES)).toEqual({}));

	it.each(MUTANTS)('catch %s', (_mistake, policy, caughtBy) => {
		expect(Object.keys(brokenInvariants(policy, HISTORIES_PER_MUTANT))).toContain(caughtBy);
	});
});
