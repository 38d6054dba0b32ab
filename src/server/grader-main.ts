/** The grader process: finds the layers, boots the pool, judges until SIGTERM. Ends within two seconds. */
import '#grading/resolve-hooks.ts';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { giveWay } from '#grading/sandbox/niceness.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { getContext } from './context.ts';
import { finishRegrades } from './finish-regrade.ts';
import { runGrader } from './grader.ts';
import { keepGraderStatus } from './grader-status.ts';
import { prepareSubmission } from './prepare-submission.ts';

/** How soon a regrade goes on that a killed process left half applied. */
const FINISH_MS = 3_000;

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

const context = await getContext();
// Judging may wait a moment; a page may not.
giveWay(context.config.GRADER_NICENESS);
const owner = `${hostname()}:${process.pid}:${Date.now()}`;
const layers = await findLayers();
const dist = process.env['GRADUS_DIST'] ?? join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'dist');
const pool = new Pool({ layers, folder: join(dist, 'sandbox') });
context.log.info({
	event: 'grader-started',
	layer: layers.name,
	...(layers.absent === '' ? {} : { absent: layers.absent }),
	pid: process.pid,
});

stop.signal.addEventListener('abort', () => {
	// A child in the middle of a job ends with us; the loop gives the job back, and another grader takes it. What does not go in time, its lease frees.
	void pool.close();
	setTimeout(() => process.exit(0), 1_500).unref();
});
let isFinishing = false;
const finishing = setInterval(() => {
	if (isFinishing) return;
	isFinishing = true;
	finishRegrades(context)
		.catch((error: unknown) => context.log.error({ event: 'regrade-not-finished', err: error }))
		.finally(() => {
			isFinishing = false;
		});
}, FINISH_MS);
await runGrader(context, {
	pool,
	owner,
	prepare: prepareSubmission,
	signal: stop.signal,
	leaseMs: context.config.LEASE_SECONDS * 1_000,
});
clearInterval(finishing);
await pool.close();
await context.client.close();

/** A grader that cannot start says so in /healthz; submissions stay queued until one can. */
async function findLayers(): Promise<Layers> {
	try {
		return probeLayers(context.config.sandbox);
	} catch (error) {
		const detail = error instanceof Error ? error.message : String(error);
		await keepGraderStatus(context, { owner, layer: 'none', fault: () => detail });
		throw error;
	}
}
