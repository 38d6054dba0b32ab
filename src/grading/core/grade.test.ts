import { expect, test } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from './check.ts';
import { compareTensor } from './check-kit/expect-tensor.ts';
import { failureOfCall } from './failure.ts';
import { grade } from './grade.ts';
import { type Subject, SubjectEnded } from './subject.ts';
import { verdictOf, verdictOfLoadFailure } from './verdict.ts';

const subject: Subject = {
	call: async () => ({ status: 'missing-export' }),
	gradient: async () => ({ status: 'missing-export' }),
	harness: async () => ({ status: 'missing-export' }),
	count: async () => ({ status: 'missing-export' }),
};

function makeCheck(id: string, run: Check['run'] | CheckOutcome, visibility: Check['visibility'] = 'public'): Check {
	return { id, title: id, visibility, points: 1, run: typeof run === 'function' ? run : async () => run };
}

const pass: CheckOutcome = { outcome: 'pass' };
const options = { seedOf: () => 1 };
const judge = async (...checks: Check[]) => verdictOf(await grade(subject, checks, options), { durationMs: 5 });

test('every check runs in order, also after a failure, and is told at once', async () => {
	const told: string[] = [];
	const checks = [makeCheck('a', pass), makeCheck('b', { outcome: 'fail', message: 'no' }), makeCheck('c', pass)];

	const report = await grade(subject, checks, { ...options, onResult: ({ id }) => told.push(id) });

	expect(told).toEqual(['a', 'b', 'c']);
	expect(report.results.map(({ outcome }) => outcome)).toEqual(['pass', 'fail', 'pass']);
});

test('an allocation that is refused comes with what it means and where to look; another RangeError, and the same words of another error, do not', () => {
	const said = (kind: string, message: string) => failureOfCall({ status: 'threw', kind, message }, 'f')?.message;

	expect(said('RangeError', 'Array buffer allocation failed')).toBe(
		'f threw a RangeError: Array buffer allocation failed. It asked for more memory at once than there is: look at the shape of the largest tensor or array that it makes there.',
	);
	expect(said('RangeError', 'Invalid typed array length: 4294967296')).toContain('more memory at once');
	expect(said('RangeError', 'Maximum call stack size exceeded')).toBe('f threw a RangeError: Maximum call stack size exceeded');
	expect(said('Error', 'Array buffer allocation failed')).toBe('f threw an Error: Array buffer allocation failed');
});

test('what a verdict says can be stored and shown: NaN and infinity by name in evidence, no control characters in words', async () => {
	const difference = { index: [0], expected: Number.NEGATIVE_INFINITY, got: Number.NaN };
	const got = [Number.NaN, 2, Number.POSITIVE_INFINITY];
	const evidence = { label: 'It', expected: [1, Number.NEGATIVE_INFINITY, 3], got, firstDifference: difference };
	const verdict = await judge(makeCheck('a', { outcome: 'fail', message: 'it threw \u0000\u202e', evidence }));

	expect(verdictSchema.parse(JSON.parse(JSON.stringify(verdict)))).toEqual(verdict);
	expect(verdict.checks[0]?.evidence).toEqual({
		label: 'It',
		expected: [1, '-Infinity', 3],
		got: ['NaN', 2, 'Infinity'],
		firstDifference: { index: [0], expected: '-Infinity', got: 'NaN' },
	});
	expect(verdict.message).toBe('it threw \\u0000\\u202e');
});

test('a verdict that was stored before, with the largest number in place of NaN, is still read', async () => {
	const stored = await judge(makeCheck('a', { outcome: 'fail', message: 'no', evidence: { label: 'It', got: [Number.MAX_VALUE, 2] } }));

	expect(verdictSchema.parse(JSON.parse(JSON.stringify(stored))).checks[0]?.evidence?.got).toEqual([Number.MAX_VALUE, 2]);
});

test('a check that throws is our fault, and the others still run', async () => {
	const broken = makeCheck('broken', async () => {
		throw new TypeError('undefined is not a function');
	});
	const checks = [broken, makeCheck('after', { outcome: 'fail', message: 'no' })];

	const report = await grade(subject, checks, options);

	expect(report.results.map(({ id }) => id)).toEqual(['after']);
	expect(verdictOf(report, { durationMs: 0 })).toMatchObject({ outcome: 'unavailable', message: expect.stringContaining('You did not') });
});

test.each(['timeout', 'out-of-memory', 'unavailable'] as const)(
	'a subject that ended by %s ends the grading with that outcome',
	async (reason) => {
		const ending = makeCheck('ending', async () => {
			throw new SubjectEnded(reason, 'stopped');
		});

		const verdict = await judge(makeCheck('first', { outcome: 'fail', message: 'no', diagnosis: 'x' }), ending, makeCheck('never', pass));

		expect(verdict.outcome).toBe(reason);
		expect(verdict.checks.map(({ id }) => id)).toEqual(['first']);
		expect(verdict.diagnosis).toBe(reason === 'unavailable' ? undefined : reason);
	},
);

test('the leading diagnosis is that of the first failing check which names one', async () => {
	const verdict = await judge(
		makeCheck('a', { outcome: 'fail', message: 'unnamed' }),
		makeCheck('b', { outcome: 'fail', message: 'named', diagnosis: 'no-mask' }),
		makeCheck('c', { outcome: 'fail', message: 'later', diagnosis: 'no-scale' }),
	);

	expect(verdict).toMatchObject({ outcome: 'rejected', kind: 'core', diagnosis: 'no-mask', message: 'named' });
});

test('of a hidden check only authored words leave', async () => {
	const evidence = { label: 'row', got: [1] };
	const verdict = await judge(
		makeCheck('ok', pass, 'hidden'),
		makeCheck('wrong', { outcome: 'fail', message: 'authored', diagnosis: 'no-mask', line: 3, evidence }, 'hidden'),
		makeCheck('threw', { outcome: 'fail', message: 'causalAttention threw Error: secret 42', diagnosis: 'threw' }, 'hidden'),
	);

	expect(verdict.message).toBe('1 of 3 hidden checks pass. authored');
	expect(verdict.checks[1]).toEqual({
		id: 'wrong',
		title: 'wrong',
		visibility: 'hidden',
		points: 1,
		outcome: 'fail',
		message: 'authored',
		diagnosis: 'no-mask',
	});
	expect(JSON.stringify(verdict)).not.toContain('secret 42');
});

test('a throw is an error on the core skill, a missing export a mundane one', async () => {
	expect(await judge(makeCheck('a', { outcome: 'fail', message: 'm', diagnosis: 'threw', line: 4 }))).toMatchObject({
		outcome: 'error',
		kind: 'core',
		line: 4,
	});
	expect(await judge(makeCheck('a', { outcome: 'fail', message: 'm', diagnosis: 'missing-export' }))).toMatchObject({
		outcome: 'error',
		kind: 'mundane',
	});
	expect(verdictOfLoadFailure({ diagnosis: 'syntax', message: 'm', line: 2, column: 3 }, { durationMs: 0 })).toMatchObject({
		outcome: 'error',
		kind: 'mundane',
		line: 2,
		column: 3,
	});
});

test('public checks alone are not called accepted in words', async () => {
	expect((await judge(makeCheck('a', pass))).message).toBe('1 of 1 public checks pass. Hidden checks run when you submit.');
	expect((await judge(makeCheck('a', pass), makeCheck('b', pass, 'hidden'))).message).toBe('Accepted. 2 of 2 checks pass.');
});

test('a lab without checks judges nobody', async () => {
	expect((await judge()).outcome).toBe('unavailable');
});

test.each([
	['a loss above its target', { value: 3, goal: 'at-most', target: 2, floor: 1 }, 'missed-target'],
	['a share under its target', { value: 0.4, goal: 'at-least', target: 0.9 }, 'missed-target'],
	['a loss below its floor', { value: 0.5, goal: 'at-most', target: 2, floor: 1 }, 'below-floor'],
] as const)('weights with %s are rejected after all checks pass, and the diagnosis says on which side', async (_, told, diagnosis) => {
	const weights = [
		{
			...told,
			name: 'model',
			preset: 'tiny',
			what: 'nats per token',
			standardError: 0.1,
			count: 9_000,
			counted: 'tokens' as const,
			outcome: 'fail' as const,
			message: 'failed',
		},
	];

	const verdict = verdictOf(await grade(subject, [makeCheck('a', pass)], options), { durationMs: 0, weights });

	expect(verdict).toMatchObject({ outcome: 'rejected', diagnosis, message: 'failed' });
});

test('a check’s random numbers depend on its seed only', async () => {
	const drawn: number[] = [];
	const draw = (id: string) =>
		makeCheck(id, async ({ random }) => {
			drawn.push(random());
			return pass;
		});

	await grade(subject, [draw('a'), draw('b')], { seedOf: (id) => (id === 'a' ? 1 : 2) });
	await grade(subject, [draw('b')], { seedOf: () => 2 });

	expect(drawn[1]).toBe(drawn[2]);
	expect(drawn[0]).not.toBe(drawn[1]);
});

test('a message that tells of data stays behind when the check is hidden', async () => {
	const differs = compareTensor(tensorValue([1, 2.5], [2]), tensorValue([1, 2], [2]), { what: 'The secret' });
	const check = (visibility: Check['visibility']) => makeCheck('a', differs ?? pass, visibility);

	const [shown, hidden] = [await judge(check('public')), await judge(check('hidden'))];

	expect(shown.message).toContain('The secret is 2.5');
	expect(hidden.message).toContain('On a hidden input the result differs from what was expected.');
	expect(JSON.stringify(hidden)).not.toContain('2.5');
});

test('a hidden check that names its own sentence says that, and not what was measured', async () => {
	const measured: CheckOutcome = {
		outcome: 'fail',
		message: 'It took 1,234 FLOPs.',
		showsData: true,
		hiddenMessage: 'It takes too much work.',
	};
	const verdict = await judge(makeCheck('seen', measured), makeCheck('unseen', measured, 'hidden'));
	expect(verdict.checks.map(({ message }) => message)).toEqual(['It took 1,234 FLOPs.', 'It takes too much work.']);
});
