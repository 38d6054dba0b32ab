/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They judge by properties, by the worked example and by
 * stand-ins for the search and the fit; none holds a way to compute the answer.
 */
import type { Value } from '#contract/value.ts';
import type { Check, CheckContext, CheckOutcome } from '#grading/core/check.ts';
import { numberText } from '#grading/core/check-kit/numbers.ts';
import { publicCheck } from '#grading/core/check-kit/public-check.ts';
import { seedDecides } from '#grading/core/check-kit/seeds.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { type Chosen, readChoice, readSamples } from './read-answers.ts';
import { textOf } from './texts.ts';

const PASS: CheckOutcome = { outcome: 'pass' };

/** The example of the task: L = 0.5 + 40 / √weights + 300 / √tokens. */
const THETA = [Math.log(0.5), Math.log(40), Math.log(300), 0.5, 0.5];
const RUNS = [
	{ weights: 400, tokens: 90_000, loss: 3.5 },
	{ weights: 1_600, tokens: 90_000, loss: 2.5 },
	{ weights: 6_400, tokens: 90_000, loss: 2 },
	{ weights: 400, tokens: 360_000, loss: 3 },
	{ weights: 1_600, tokens: 360_000, loss: 2 },
	{ weights: 6_400, tokens: 360_000, loss: 1.5 },
];

function fail(diagnosis: string, detail = ''): CheckOutcome {
	return { outcome: 'fail', diagnosis, message: `${textOf(diagnosis)}${detail === '' ? '' : ` ${detail}`}` };
}

/** What a harness function returned for a list of cases, or the failure. */
async function ask<T>({ subject }: CheckContext, name: string, learner: string, cases: readonly Value[]): Promise<T[] | CheckOutcome> {
	const result = await subject.harness(name, [cases]);
	const failure = failureOfCall(result, learner);
	if (failure !== null || result.status !== 'ok') return failure ?? PASS;
	// The harness returns a list of what T says; the learner's part of it is only ever compared with numbers.
	return Array.isArray(result.value) ? (result.value as T[]) : [];
}

const shape = (layers: number, width: number, time: number, vocabulary: number) => ({ layers, width, time, vocabulary });

const count = publicCheck('count', 'Every weight of the model is counted', 2, async (context) => {
	const got = await ask<number>(context, 'counts', 'countWeights', [
		shape(1, 8, 48, 115),
		shape(1, 8, 48, 215),
		shape(1, 8, 58, 115),
		shape(2, 8, 48, 115),
		shape(3, 20, 32, 64),
	]);
	if (!Array.isArray(got)) return got;
	const [base = 0, words = 0, places = 0, layers = 0, other = 0] = got;
	const detail = `For one layer of width 8, 48 places and 115 words it gives ${numberText(base)}.`;
	if (words === base) return fail('non-embedding', detail);
	// 100 words more are 100 rows of 8 in the embedding, and as many columns in the head.
	if (words - base === 800) return fail('tied-head', detail);
	if (places === base) return fail('no-positions', detail);
	if (layers - base === 768) return fail('no-small-vectors', detail);
	return base === 3_112 && words === 4_712 && places === 3_192 && layers === 3_984 && other === 18_420 ? PASS : fail('wrong-count', detail);
});

/** Misfit of the example's runs, or of one run that is off by a factor. */
const off = (by: number, theta = THETA) => ({ theta, runs: [{ weights: 1_600, tokens: 90_000, loss: 2.5 * Math.exp(by) }] });
const moved = (place: number) => ({ theta: THETA.map((x, i) => (i === place ? x + 0.3 : x)), runs: RUNS });

const terms = publicCheck('terms', 'Floor, size and tokens all have a say', 2, async (context) => {
	const got = await ask<number>(context, 'misfits', 'misfit', [
		off(0.2),
		...[0, 1, 2].map(moved),
		{ theta: THETA.map((x, i) => (i === 3 ? 0.4 : x)), runs: RUNS },
		{ theta: THETA.map((x, i) => (i === 4 ? 0.4 : x)), runs: RUNS },
		{ theta: THETA, runs: RUNS },
	]);
	if (!Array.isArray(got)) return got;
	const [single = 0, floor = 0, size = 0, tokens = 0, alpha = 0, beta = 0, exact = 0] = got;
	if (single === 0 && floor === 0 && size === 0) return fail('not-started');
	if (floor === exact) return fail('no-floor');
	if (size === exact || alpha === exact) return fail('ignores-weights');
	return tokens === exact || beta === exact ? fail('ignores-tokens') : PASS;
});

const exact = publicCheck('exact', 'The law that made the runs fits them', 1, async (context) => {
	const got = await ask<number>(context, 'misfits', 'misfit', [
		{ theta: THETA, runs: RUNS },
		{ theta: [0.5, 40, 300, 0.5, 0.5], runs: RUNS },
	]);
	if (!Array.isArray(got)) return got;
	const [value = 0, plain = 0] = got;
	if (Math.abs(value) < 1e-9) return PASS;
	const detail = `For the example of the task it is ${numberText(value)}.`;
	return fail(Math.abs(plain) < 1e-9 ? 'not-logarithms' : 'wrong-misfit', detail);
});

const logs = publicCheck('logs', 'Differences are taken between logarithms', 1, async (context) => {
	const tenfold = (x: number, i: number): number => (i < 3 ? x + Math.log(10) : x);
	const [one] = off(0.2).runs;
	const got = await ask<number>(context, 'misfits', 'misfit', [
		off(0.2),
		{ theta: THETA.map(tenfold), runs: [{ ...one, loss: 10 * (one?.loss ?? 0) }] },
	]);
	if (!Array.isArray(got)) return got;
	const [once = 0, tenTimes = 0] = got;
	return Math.abs(tenTimes / once - 1) < 1e-6 ? PASS : fail('not-log', `${numberText(once)} becomes ${numberText(tenTimes)}.`);
});

const huber = publicCheck('huber', 'Near runs count as squares, far ones in proportion', 2, async (context) => {
	const got = await ask<number>(
		context,
		'misfits',
		'misfit',
		[0.0005, 0.001, 0.003, 0.1, 0.2, -0.2].map((by) => off(by)),
	);
	if (!Array.isArray(got)) return got;
	const [half = 0, delta = 0, three = 0, far = 0, twice = 0, below = 0] = got;
	const near = (value: number, wanted: number): boolean => Math.abs(value / wanted - 1) < 1e-3;
	const detail = `At a distance of 0.0005 it is ${numberText(half)}, of 0.003 ${numberText(three)}, of 0.2 ${numberText(twice)}.`;
	if (near(twice / far, 4)) return fail('squares', detail);
	if (near(delta / half, 2)) return fail('absolute', detail);
	if (near(three, 3e-6)) return fail('jump', detail);
	if (!near(below, twice)) return fail('one-sided', `Above the law it is ${numberText(twice)}, below it ${numberText(below)}.`);
	return near(half, 1.25e-7) && near(three, 2.5e-6) && near(twice, 1.995e-4) ? PASS : fail('wrong-misfit', detail);
});

const mean = publicCheck('mean', 'More runs do not make a worse law', 1, async (context) => {
	const { runs, theta } = moved(0);
	const got = await ask<number>(context, 'misfits', 'misfit', [
		{ theta, runs },
		{ theta, runs: [...runs, ...runs] },
	]);
	if (!Array.isArray(got)) return got;
	const [once = 0, twice = 0] = got;
	return Math.abs(twice / once - 1) < 1e-6 ? PASS : fail('sum-not-mean', `${numberText(once)} becomes ${numberText(twice)}.`);
});

const STARTS = [0, 1, 2, 3].map((k) => [k, 1, 2, 0.5, 0.6]);
const minimum = (k: number, value: number) => ({ at: [-0.2 - 0.1 * k, 3.1 + k, 5.2 + k, 0.31 + 0.1 * k, 0.42 + 0.1 * k], value });
const FOUND = [
	[0.4, 0.2, 0.5, 0.3],
	[0.4, 0.5, 0.1, 0.2],
].map((values) => values.map((value, k) => minimum(k, value)));

const starts = publicCheck('starts', 'The best of all starts becomes the law', 2, async (context) => {
	const got = await ask<Chosen>(
		context,
		'choices',
		'fitLaw',
		FOUND.map((minima) => ({ runs: RUNS, starts: STARTS, minima })),
	);
	if (!Array.isArray(got)) return got;
	const diagnosis = got.map((chosen, i) => readChoice(chosen, FOUND[i] ?? [])).find((each) => each !== null);
	return diagnosis === undefined ? PASS : fail(diagnosis);
});

const recovers = publicCheck('recovers', 'A known floor is found, with one run spoilt', 2, async (context) => {
	const wide = [10_000, 90_000, 360_000].flatMap((tokens) =>
		[400, 1_600, 6_400].map((weights) => ({ weights, tokens, loss: 0.5 + 40 / Math.sqrt(weights) + 300 / Math.sqrt(tokens) })),
	);
	const spoilt = wide.map((run, i) => (i === 4 ? { ...run, loss: run.loss * 1.2 } : run));
	const got = await ask<{ E: number }>(context, 'fits', 'fitLaw', [spoilt]);
	if (!Array.isArray(got)) return got;
	const floor = got[0]?.E ?? Number.NaN;
	return Math.abs(floor - 0.5) < 0.03 ? PASS : fail('not-recovered', `The floor is 0.5; it gives ${numberText(floor)}.`);
});

/** Twenty floors in no order, some with more digits before the point than others. */
const FLOORS = [9.4, 10.2, 8.1, 11.7, 9.9, 10.8, 12.5, 9.1, 8.8, 10.1, 9.6, 30.3, 10.4, 9.2, 1.5, 9.7, 10.6, 8.5, 11.1, 9.3];

const bootstrap = publicCheck('bootstrap', 'Resamples with replacement, and the middle 90 % of their floors', 3, async (context) => {
	const got = await ask<[number, number, string]>(context, 'intervals', 'intervalOfE', [{ runs: RUNS, floors: FLOORS, seed: 7 }]);
	if (!Array.isArray(got)) return got;
	const [low, high, samples] = got[0] ?? [Number.NaN, Number.NaN, ''];
	const diagnosis = readSamples(samples, RUNS.length, FLOORS.length);
	if (diagnosis !== null) return fail(diagnosis, `It fitted ${samples.split(';').length} tables for ${FLOORS.length} draws.`);
	const chance = await seedDecides({
		name: 'intervalOfE',
		what: 'What was drawn',
		run: (seed) => context.subject.harness('intervals', [[{ runs: RUNS, floors: FLOORS, seed }]]),
		diagnoses: { unsteady: 'other-chance', stuck: 'other-chance' },
	});
	if (chance !== null)
		return chance.diagnosis === 'other-chance' ? { ...chance, message: `${textOf('other-chance')} ${chance.message}` } : chance;
	return readInterval(low, high);
});

function readInterval(low: number, high: number): CheckOutcome {
	const detail = `The floors run from 1.5 to 30.3; the interval is [${numberText(low)}, ${numberText(high)}].`;
	if (low === 8.1 && high === 12.5) return PASS;
	if (low === 1.5 && high === 30.3) return fail('whole-range', detail);
	if (low === FLOORS[1] && high === FLOORS[18]) return fail('not-sorted', detail);
	if (low === 10.1 && high === 9.7) return fail('text-sort', detail);
	return fail(FLOORS.includes(low) ? 'wrong-interval' : 'bell', detail);
}

export const checks: readonly Check[] = [count, terms, exact, logs, huber, mean, starts, recovers, bootstrap];
