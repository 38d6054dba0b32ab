/**
 * `npm run bench:grading`: a lab of twenty hidden cases, each in a realm of its own, from the stored submission to the stored verdict through the loop
 * that `npm start` runs: with no, one and two children kept ahead, one by one and all at once; and where the time goes. Figures of one run compare with each other only; they stand
 * in docs/benchmarks/grading.md. GRADUS_BENCH_COUNT: submissions for each line. `npm run bench:grading -- against <folder>`: only the ratio to another
 * built sandbox, the two taking turns.
 */
import '#grading/resolve-hooks.ts';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '#db/id.ts';
import type { SubmissionInput } from '#grading/sandbox/grade-once.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { POOL_SIZE, Pool } from '#grading/sandbox/pool.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { AT_ONCE, runGrader } from '#server/grader.ts';
import { isGraderAlive } from '#server/grader-status.ts';
import { doublingLab } from '../tests/sandbox/support/doubling.ts';
import { doubling } from '../tests/sandbox/support/entry.ts';
import { makeSubmission, makeUser } from '../tests/support/database.ts';
import { BOOT, median, profileBoot } from './bench/grading-profile.ts';
import { compareSandboxes } from './bench/grading-turns.ts';
import { watchVerdicts } from './bench/watch-verdicts.ts';
import { buildSandbox } from './build-sandbox.ts';

const COUNT = Number(process.env['GRADUS_BENCH_COUNT'] ?? 30);
/** Longer than a grader's wait between two looks into the queue, so that no submission comes at the moment of one by design. */
const LONGEST_LOOK_MS = 400;
const CODE = doubling('return tf.mul(x, 2);');

const data = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
const verdicts = watchVerdicts();
const opened = await openContext(readConfig({ ...process.env, GRADUS_DATA: data, DATABASE_URL: '', LOG_LEVEL: 'error' }));
const context = { ...opened, log: verdicts.log };
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
	readonly atOnce: number;
	/** Each comes at a moment of its own, when the one before is judged and the children kept ahead have booted; else all are there at the start. */
	readonly isAlone: boolean;
}

/** One line: COUNT submissions, from the one transaction that stores each to the one that stores its verdict, by the loop that the product runs. */
async function measure({ ahead, atOnce, isAlone }: Row): Promise<{ line: string; aSecond: number }> {
	const pool = new Pool({ layers, folder, size: ahead });
	const stop = new AbortController();
	const prepare = async (_: unknown, { code }: { code: string }) => clocked(code);
	const running = runGrader(context, { pool, prepare, signal: stop.signal, owner: newId(), atOnce });
	// The loop asks for a known-good submission first.
	while (!(await isGraderAlive(context))) await sleep(20);
	await pool.untilWarm();
	const times: number[] = [];
	const startedAt = performance.now();
	const handIn = async (): Promise<void> => {
		const from = performance.now();
		const id = await makeSubmission(context.client, userId, { code: CODE });
		const judgedAt = await verdicts.of(id);
		times.push(judgedAt - from);
	};
	if (isAlone)
		for (let n = 0; n < COUNT; n += 1) {
			await pool.untilWarm();
			await sleep(Math.random() * LONGEST_LOOK_MS);
			await handIn();
		}
	else await Promise.all(Array.from({ length: COUNT }, handIn));
	const seconds = (performance.now() - startedAt) / 1_000;
	stop.abort();
	await running;
	await pool.close();
	times.sort((one, other) => one - other);
	const at = (share: number): string => (isAlone ? (times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(0) : '');
	const aSecond = times.length / seconds;
	const rate = isAlone ? '' : aSecond.toFixed(2);
	const isProduct = ahead === POOL_SIZE && atOnce === AT_ONCE;
	const line = `| ${ahead} | ${isAlone ? 1 : atOnce} | ${isAlone ? 'one at a time' : 'all at once'} | ${at(0.5)} | ${at(0.95)} | ${at(1)} | ${rate} | ${isProduct ? 'as `npm start` runs it' : ''} |`;
	return { line, aSecond };
}

const [word, other] = process.argv.slice(2);
if (word === 'against' && other !== undefined) {
	console.log(`load ${loadavg()[0]?.toFixed(1)} before; ${COUNT} turns\n`);
	await compareSandboxes({ before: resolve(other), after: folder, input: { ...doublingLab().input, code: CODE }, turns: COUNT });
	console.log(`\nload ${loadavg()[0]?.toFixed(1)} after`);
} else {
	console.log(`${layers.name}; ${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)} before; ${COUNT} submissions a line\n`);
	console.log(
		'| children ahead | judged at once | arrival | p50 ms | p95 ms | longest ms | a second | |\n|---|---|---|---|---|---|---|---|',
	);
	let fullQueue = Number.NaN;
	for (const ahead of [0, 1, 2]) {
		console.log((await measure({ ahead, atOnce: AT_ONCE, isAlone: true })).line);
		for (const atOnce of [1, 2]) {
			const { line, aSecond } = await measure({ ahead, atOnce, isAlone: false });
			console.log(line);
			if (ahead === POOL_SIZE && atOnce === AT_ONCE) fullQueue = aSecond;
		}
	}
	console.log('\n| step | ms |\n|---|---|');
	const steps = await profileBoot(layers, folder);
	for (const [step, ms] of steps) console.log(`| ${step} | ${ms.toFixed(1)} |`);
	console.log(`| a call in the realm of the public checks | ${median(calls.public).toFixed(1)} |`);
	console.log(`| a call in a realm of its own | ${median(calls.hidden).toFixed(1)} |`);
	const [each, boot] = [(cpus().length * 1_000) / fullQueue, steps.get(BOOT) ?? Number.NaN];
	console.log(
		`\nWhat limits a full queue: processor time. Each submission takes ${each.toFixed(0)} ms of a core, about ${boot.toFixed(0)} of them the boot of a child that is used once; children kept ahead hide it only from whoever submits alone.`,
	);
	const outcomes = await context.client.db.select({ outcome: context.client.schema.verdicts.outcome }).from(context.client.schema.verdicts);
	console.log(
		`\n${outcomes.filter(({ outcome }) => outcome === 'accepted').length} of ${outcomes.length} accepted; load ${loadavg()[0]?.toFixed(1)} after`,
	);
}
await context.client.close();
rmSync(data, { recursive: true, force: true });
