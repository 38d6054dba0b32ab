/** Numbers for Prometheus. Routes appear by pattern, so that no id and no token gets into a label. */
import { timingSafeEqual } from 'node:crypto';
import { statfs } from 'node:fs/promises';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { STORAGE_FAULTS, type StorageFault } from '#db/storage-fault.ts';
import { countJobsByState, type Job, oldestWaitingJob } from '#db/store/jobs.ts';
import { lastBackupAt } from './backup-note.ts';
import type { TutorConfig } from './config.ts';
import type { Context } from './context.ts';
import { listGraderStates } from './grader-status.ts';

const NO_JOBS: Readonly<Record<Job['state'], number>> = { queued: 0, running: 0, 'needs-staff': 0 };

const registry = new Registry();
collectDefaultMetrics({ register: registry });
const requests = new Histogram({
	name: 'gradus_request_seconds',
	help: 'Time to answer, by route, method and status.',
	labelNames: ['route', 'method', 'status'],
	buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
	registers: [registry],
});
const jobs = new Gauge({ name: 'gradus_jobs', help: 'Grade jobs by state.', labelNames: ['state'], registers: [registry] });
const waiting = new Gauge({
	name: 'gradus_oldest_waiting_job_seconds',
	help: 'How long the submission has waited that waits longest; 0 when none waits.',
	registers: [registry],
});
const freeBytes = new Gauge({
	name: 'gradus_data_free_bytes',
	help: 'What is left of the disk that the data folder lies on.',
	registers: [registry],
});
const backupAge = new Gauge({
	name: 'gradus_backup_age_seconds',
	help: 'Since the last verified backup; absent when none is known.',
	labelNames: ['engine'],
	registers: [registry],
});
const storageFaults = new Counter({
	name: 'gradus_storage_faults_total',
	help: 'Requests that failed because storage did: the database was busy or away, a disk was full, the blob store (blobs) did not answer.',
	labelNames: ['fault'],
	registers: [registry],
});
for (const fault of STORAGE_FAULTS) storageFaults.inc({ fault }, 0);
const grader = new Gauge({ name: 'gradus_grader_up', help: '1 while a grader judges.', registers: [registry] });
const graders = new Gauge({
	name: 'gradus_grader',
	help: 'Each grader of the last hour: 1 while it judges, 0 when its sandbox is unsound or it is silent.',
	labelNames: ['host', 'pid', 'layer'],
	registers: [registry],
});

const tutorTurns = new Counter({
	name: 'gradus_tutor_turns_total',
	help: 'Answers of the tutor: as the model wrote them (pass), its second try (regenerated), a prepared hint (fallback); lines in the editor given (completion) or not (withheld).',
	labelNames: ['action'],
	registers: [registry],
});
const tutorTokens = new Counter({
	name: 'gradus_tutor_tokens_total',
	help: 'Tokens sent to the model and written by it.',
	labelNames: ['direction'],
	registers: [registry],
});
const tutorCost = new Counter({
	name: 'gradus_tutor_cost_total',
	help: 'What the tokens cost by TUTOR_PRICE_IN and TUTOR_PRICE_OUT, in their currency.',
	registers: [registry],
});
const tutorSeconds = new Histogram({
	name: 'gradus_tutor_seconds',
	help: 'Time from a question to its checked answer.',
	buckets: [0.5, 1, 2, 5, 10, 20, 45],
	registers: [registry],
});

export interface TutorObservation {
	readonly action: string;
	readonly tokensIn: number;
	readonly tokensOut: number;
	/** Null for a completion: nobody waited for it. */
	readonly ms: number | null;
	readonly price: TutorConfig['price'];
}

export function observeTutor({ action, tokensIn, tokensOut, ms, price }: TutorObservation): void {
	tutorTurns.inc({ action });
	tutorTokens.inc({ direction: 'in' }, tokensIn);
	tutorTokens.inc({ direction: 'out' }, tokensOut);
	if (ms !== null) tutorSeconds.observe(ms / 1000);
	if (price !== null) tutorCost.inc(tokenCost(tokensIn, tokensOut, price));
}

/** In the currency of the prices, which are of a million tokens. */
export function tokenCost(tokensIn: number, tokensOut: number, price: NonNullable<TutorConfig['price']>): number {
	return (tokensIn * price.in + tokensOut * price.out) / 1_000_000;
}

export function observeRequest(route: string, method: string, status: number, ms: number): void {
	requests.observe({ route, method, status: String(status) }, ms / 1000);
}

export function observeStorageFault(fault: StorageFault): void {
	storageFaults.inc({ fault });
}

/** Loopback without a proxy in front, or whoever has the token. */
export function mayReadMetrics(context: Context, ip: string, authorization: string | null): boolean {
	const { METRICS_TOKEN, TRUSTED_PROXY_HOPS, PUBLIC_ORIGIN } = context.config;
	if (METRICS_TOKEN !== undefined && authorization !== null) {
		const given = Buffer.from(authorization);
		const wanted = Buffer.from(`Bearer ${METRICS_TOKEN}`);
		return given.length === wanted.length && timingSafeEqual(given, wanted);
	}
	return TRUSTED_PROXY_HOPS === 0 && PUBLIC_ORIGIN === undefined && /^(127\.|::1$|::ffff:127\.)/.test(ip);
}

export async function readMetrics(context: Context): Promise<string> {
	const { client, config } = context;
	const now = context.now();
	jobs.reset();
	// Each state is there also at 0: an alert that compares finds it.
	for (const [state, n] of Object.entries({ ...NO_JOBS, ...(await countJobsByState(client)) })) jobs.set({ state }, n);
	const oldest = await oldestWaitingJob(client, now);
	waiting.set(oldest === null ? 0 : Math.max(0, now - oldest.getTime()) / 1000);
	const { bavail, bsize } = await statfs(config.GRADUS_DATA);
	freeBytes.set(bavail * bsize);
	const backupAt = await lastBackupAt(config);
	backupAge.reset();
	if (backupAt !== null) backupAge.set({ engine: client.engine }, Math.max(0, now - backupAt) / 1000);
	const states = await listGraderStates(context);
	grader.set(states.some(({ state }) => state === 'up') ? 1 : 0);
	graders.reset();
	for (const { host, pid, layer, state } of states) graders.set({ host, pid: String(pid), layer }, state === 'up' ? 1 : 0);
	return registry.metrics();
}
