/** Fresh databases for one suite over both engines, and rows with only the relevant field visible. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, openDatabase } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { insertSubmission, type Submission } from '#db/store/submissions.ts';

export const ENGINES = ['sqlite', 'pglite'] as const;
export type Engine = (typeof ENGINES)[number];

export interface TestDatabase {
	readonly client: Client;
	close(): Promise<void>;
}

export async function openTestDatabase(engine: Engine): Promise<TestDatabase> {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-db-'));
	const client = await openDatabase(engine === 'sqlite' ? `file:${join(folder, 'test.db')}` : 'pglite:');
	await client.migrate();
	return {
		client,
		async close() {
			await client.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export async function makeUser(client: Client, over: Partial<Client['schema']['users']['$inferInsert']> = {}): Promise<string> {
	const id = over.id ?? newId();
	await client.db.insert(client.schema.users).values({
		id,
		username: `u${id.replaceAll('-', '')}`,
		displayName: 'Test',
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
		...over,
	});
	return id;
}

export async function makeSubmission(client: Client, userId: string, over: Partial<Submission> = {}): Promise<string> {
	const row: Submission = {
		id: newId(),
		userId,
		labId: 'causal-attention',
		labVersion: 1,
		labHash: 'hash',
		code: 'export {};',
		idempotencyKey: crypto.randomUUID(),
		mode: 'practice',
		checkpoints: [],
		imports: {},
		secretId: 'secret',
		createdAt: new Date(),
		...over,
	};
	const { id } = await insertSubmission(client, row, 'quick');
	return id;
}
