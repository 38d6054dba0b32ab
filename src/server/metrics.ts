/** Numbers for Prometheus. Routes appear by pattern, so that no id and no token gets into a label. */
import { timingSafeEqual } from 'node:crypto';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { countJobsByState } from '#db/store/jobs.ts';
import type { Context } from './context.ts';
import { isGraderAlive } from './grader-status.ts';

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
const grader = new Gauge({ name: 'gradus_grader_up', help: '1 while a grader judges.', registers: [registry] });

export function observeRequest(route: string, method: string, status: number, ms: number): void {
	requests.observe({ route, method, status: String(status) }, ms / 1000);
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
	jobs.reset();
	for (const [state, n] of Object.entries(await countJobsByState(context.client))) jobs.set({ state }, Number(n));
	grader.set(isGraderAlive(context) ? 1 : 0);
	return registry.metrics();
}
