/**
 * One learner at work: opens a lab, sends the heartbeat, looks at help, and now and then submits and opens /me. And one instructor who reads
 * meanwhile, one page after the other.
 */
import { readFileSync } from 'node:fs';
import { labs } from '#labs/index.ts';
import { randomFrom } from '../simulate/random.ts';
import type { Page } from './pages.ts';
import type { Times } from './times.ts';

interface Work extends Span {
	/** Cookie. */
	readonly learner: string;
	readonly seed: number;
	/** Seconds from one heartbeat to the next, on average. */
	readonly every: number;
}

interface Span {
	/** Milliseconds since the epoch. */
	readonly until: number;
	/** Of requests that begin before this moment, while everybody opens a lab at once; milliseconds since the epoch. */
	readonly settledAt: number;
	readonly arriving: Times;
	readonly working: Times;
}

/** Of labs that are judged by code alone: the sandbox answers within a second. */
const LABS = ['bigram', 'causal-attention', 'rope', 'moe-router'];

export async function workAsLearner(base: string, { learner, seed, every, until, settledAt, arriving, working }: Work): Promise<void> {
	const random = randomFrom(seed);
	const labId = LABS[seed % LABS.length] ?? 'bigram';
	const code = readFileSync(`src/labs/${labId}/${random() < 0.5 ? 'starter.ts' : 'borrowed.ts'}`, 'utf8');
	const version = labs.find(({ id }) => id === labId)?.version;
	const ask = (name: string, path: string, method = 'GET', body?: unknown) =>
		(Date.now() < settledAt ? arriving : working).take(name, true, () => {
			const headers = { cookie: learner, origin: base, 'sec-fetch-site': 'same-origin', 'content-type': 'application/json' };
			return fetch(base + path, { method, headers, redirect: 'manual', ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
		});
	await pause(3_000 * random());
	await ask('GET /lab/<id>', `/lab/${labId}`);
	await ask('GET workspace', `/api/labs/${labId}/workspace`);
	for (let n = 0; Date.now() < until; n++) {
		await pause(every * (400 + 1_200 * random()));
		await ask('POST active', `/api/labs/${labId}/active`, 'POST', {});
		await ask('GET help', `/api/labs/${labId}/help`);
		if (n % 4 !== 1) continue;
		const submission = { lab: labId, version, code, checkpoints: [], idempotencyKey: crypto.randomUUID() };
		const accepted = await ask('POST submission', '/api/submissions', 'POST', submission);
		// Our own server; the status was good.
		if (accepted !== undefined) void follow(base, learner, JSON.parse(accepted) as { id: string });
		await ask('GET /me', '/me');
	}
}

/** As the page does that submitted: it listens until the verdict. Where the bench ends before, so does the stream. */
async function follow(base: string, learner: string, { id }: { id: string }): Promise<void> {
	const response = await fetch(`${base}/api/submissions/${id}/events`, { headers: { cookie: learner } }).catch(() => undefined);
	await response?.text().catch(() => undefined);
}

/** Every page of a cohort in turn, a look of one to three seconds at each. */
export async function readAsInstructor(base: string, pages: readonly Page[], { until, settledAt, arriving, working }: Span): Promise<void> {
	const random = randomFrom(pages.length);
	for (let n = 0; Date.now() < until; n++) {
		await pause(1_000 + 2_000 * random());
		const page = pages[n % pages.length];
		if (page === undefined) return;
		const times = Date.now() < settledAt ? arriving : working;
		await times.take("GET an instructor's page", true, () =>
			fetch(base + page.path, { headers: { cookie: page.cookie }, redirect: 'manual' }),
		);
	}
}

function pause(ms: number): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
