/** `npm run bench:grading`: 100 submissions of the causal-attention solution through the store and the sandbox, warm pool, one at a time. */
import '#grading/resolve-hooks.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newId } from '#db/id.ts';
import { insertSubmission } from '#db/store/submissions.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { gradeNext } from '#server/grader.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { buildSandbox } from './build-sandbox.ts';

const COUNT = Number(process.env['GRADUS_BENCH_COUNT'] ?? 100);
const data = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
const context = await openContext(readConfig({ ...process.env, GRADUS_DATA: data, DATABASE_URL: '', LOG_LEVEL: 'error' }));
await context.client.migrate();
const folder = await buildSandbox(process.env['GRADUS_DIST'] ?? join(process.cwd(), 'dist'));
const pool = new Pool({ layers: probeLayers(context.config.sandbox), folder });
const code = readFileSync('src/labs/causal-attention/solution.ts', 'utf8');
const userId = newId();
await context.client.db.insert(context.client.schema.users).values({
	id: userId,
	username: 'bench',
	displayName: 'Bench',
	email: null,
	passwordHash: null,
	role: 'learner',
	isDemo: false,
	helpCap: 5,
	helpProactive: true,
	helpAuto: 3,
	createdAt: new Date(),
	lockedAt: null,
	deletedAt: null,
	erasedAt: null,
});

const times: number[] = [];
const startedAt = performance.now();
for (let i = 0; i < COUNT; i += 1) {
	await pool.untilWarm();
	const from = performance.now();
	const row = {
		id: newId(),
		userId,
		labId: 'causal-attention',
		labVersion: 1,
		labHash: 'bench',
		code,
		idempotencyKey: crypto.randomUUID(),
	};
	await insertSubmission(
		context.client,
		{ ...row, mode: 'practice', checkpoints: [], imports: {}, secretId: context.secret.id, createdAt: new Date() },
		'quick',
	);
	await gradeNext(context, 'quick', { pool, owner: 'bench', prepare: prepareSubmission, signal: new AbortController().signal });
	times.push(performance.now() - from);
}
const seconds = (performance.now() - startedAt) / 1_000;
const outcomes = await context.client.db.select({ outcome: context.client.schema.verdicts.outcome }).from(context.client.schema.verdicts);
times.sort((a, b) => a - b);
const at = (share: number): string => `${(times[Math.floor(share * (times.length - 1))] ?? Number.NaN).toFixed(0)} ms`;
console.log(`${pool.layers.name}; ${outcomes.filter(({ outcome }) => outcome === 'accepted').length} of ${COUNT} accepted`);
console.log(`submit to verdict, warm pool: p50 ${at(0.5)}, p95 ${at(0.95)}, longest ${at(1)}`);
console.log(`serial throughput, boot of the next child included: ${(COUNT / seconds).toFixed(2)} a second`);
await pool.close();
await context.client.close();
rmSync(data, { recursive: true, force: true });
