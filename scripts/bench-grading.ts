/**
 * `npm run bench:grading`: a lab of twenty hidden cases, each in a realm of its own, from the queue to the recorded verdict: with no, one and two
 * children kept ahead, judged one by one and two at a time; and where the time goes. Figures of one run compare with each other only; they stand
 * in docs/benchmarks/grading.md. GRADUS_BENCH_COUNT: submissions for each line. `npm run bench:grading -- against <folder>`: only the ratio to another
 * built sandbox, the two taking turns.
 */
import '#grading/resolve-hooks.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { newId } from '#db/id.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { gradeNext } from '#server/grader.ts';
import { doublingLab } from '../tests/sandbox/support/doubling.ts';
import { doubling } from '../tests/sandbox/support/entry.ts';
import { makeSubmission, makeUser } from '../tests/support/database.ts';
import { median, profileBoot } from './bench/grading-profile.ts';
import { compareSandboxes } from './bench/grading-turns.ts';
import { buildSandbox } from './build-sandbox.ts';

const COUNT = Number(process.env['GRADUS_BENCH_COUNT'] ?? 30);
const CODE = doubling('return tf.mul(x, 2);');

const data = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
const context = await openContext(readConfig({ ...process.env, GRADUS_DATA: data, DATABASE_URL: '', LOG_LEVEL: 'error' }));
await context.client.migrate();
const folder = await buildSandbox(resolve(process.env['GRADUS_DIST'] ?? 'dist'));
const layers = probeLayers(context.config.sandbox);
const userId = await makeUser(context.client, { username: 'bench' });
const calls: Record<'public' | 'hidden', number[]> = { public: [], hidden: [] };

/** The lab, with a clock at each call. */
function clocked(code: string): SubmissionInput {
	const { input } = doublingLab();
	const at = (visibility: 'public' | 'hidden') => (check: SubmissionInput['checks'][number]) => ({
		...check,
		run: (run: Parameters<typeof check.run>[0]) => {
			const subject = Object.create(run.subject);
			subject.call = async (...call: Parameters<typeof run.subject.call>) => {
				const from = performance.now();
				const result = await run.subject.call(...call);
				calls[visibility].push(performance.now() - from);
				return result;
			};
			return check.run({ ...run, subject });
		},
	});
	return { ...input, code, checks: input.checks.map(at('public')), hiddenChecks: input.hiddenChecks.map(at('hidden')) };
}

interface Row {
	readonly ahead: number;
	readonly lanes: number;
	readonly isIdle: boolean;
}

/** One line: COUNT submissions, judged by so many lanes; `isIdle`: each comes when the children kept ahead have booted. */
async function measure({ ahead, lanes, isIdle }: Row): Promise<string> {
	const pool = new Pool({ layers, folder, size: ahead });
	const options = { pool, prepare: async (_: unknown, { code }: { code: string }) => clocked(code), signal: new AbortController().signal };
	await pool.untilWarm();
	for (let i = 0; i < COUNT; i += 1) await makeSubmission(context.client, userId, { code: CODE });
	const times: number[] = [];
	const startedAt = performance.now();
	const lane = async (owner: string): Promise<void> => {
		for (;;) {
			if (isIdle) await pool.untilWarm();
			const from = performance.now();
			if ((await gradeNext(context, 'quick', { ...options, owner })) !== 'done') return;
			times.push(performance.now() - from);
		}
	};
	await Promise.all(Array.from({ length: lanes }, () => lane(newId())));
	const seconds = (performance.now() - startedAt) / 1_000;
	await pool.close();
	times.sort((a, b) => a - b);
	const at = (share: number): string => (times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(0);
	const rate = isIdle ? '' : (times.length / seconds).toFixed(2);
	return `| ${ahead} | ${lanes} | ${isIdle ? 'one at a time' : 'queue full'} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${rate} |`;
}

const [word, other] = process.argv.slice(2);
if (word === 'against' && other !== undefined) {
	console.log(`load ${loadavg()[0]?.toFixed(1)} before; ${COUNT} turns\n`);
	await compareSandboxes({ before: resolve(other), after: folder, input: { ...doublingLab().input, code: CODE }, turns: COUNT });
	console.log(`\nload ${loadavg()[0]?.toFixed(1)} after`);
} else {
	console.log(`${layers.name}; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before; ${COUNT} submissions a line\n`);
	console.log('| children ahead | judged at once | arrival | p50 ms | p95 ms | longest ms | a second |\n|---|---|---|---|---|---|---|');
	for (const ahead of [0, 1, 2]) {
		console.log(await measure({ ahead, lanes: 1, isIdle: true }));
		for (const lanes of [1, 2]) console.log(await measure({ ahead, lanes, isIdle: false }));
	}
	console.log('\n| step | ms |\n|---|---|');
	for (const [step, ms] of await profileBoot(layers, folder)) console.log(`| ${step} | ${ms.toFixed(1)} |`);
	console.log(`| a call in the realm of the public checks | ${median(calls.public).toFixed(1)} |`);
	console.log(`| a call in a realm of its own | ${median(calls.hidden).toFixed(1)} |`);
	const outcomes = await context.client.db.select({ outcome: context.client.schema.verdicts.outcome }).from(context.client.schema.verdicts);
	console.log(
		`\n${outcomes.filter(({ outcome }) => outcome === 'accepted').length} of ${outcomes.length} accepted; load ${loadavg()[0]?.toFixed(1)} after`,
	);
}
await context.client.close();
rmSync(data, { recursive: true, force: true });
