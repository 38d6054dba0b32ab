/** Fresh databases for one suite over both engines, and rows with only the relevant field visible. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, openDatabase } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { insertSubmission, type Submission } from '#db/store/submissions.ts';
import { newUser, type User } from '#db/store/users.ts';
import { administer } from './postgres.ts';
import { isNight, isToday } from './sample.ts';

export type Engine = 'sqlite' | 'postgres' | 'pglite';

/** Set by postgres-setup.ts: a server, and the database to copy from. */
const SERVER = process.env['GRADUS_TEST_POSTGRES'];
const TEMPLATE = process.env['GRADUS_TEST_TEMPLATE'];

/** The engines that people run. PGlite, slower and a single connection, stands in where PostgreSQL is not installed, and runs besides by night. */
export const ENGINES: readonly Engine[] = [
	'sqlite',
	...(TEMPLATE === undefined ? [] : (['postgres'] as const)),
	...(TEMPLATE === undefined || isNight ? (['pglite'] as const) : []),
];

/** Those that several processes can share. */
export const PROCESS_ENGINES = ENGINES.filter((engine) => engine !== 'pglite');

/** By day one of them, the other tomorrow, by night both: for what starts many processes and has little to do with the engine. */
export const ENGINES_OF_TODAY = PROCESS_ENGINES.filter((_, at) => isNight || PROCESS_ENGINES.length === 1 || isToday(at));

export interface TestDatabase {
	readonly client: Client;
	/** Where other processes find the same database. */
	readonly url: string;
	close(): Promise<void>;
}

/** `isEmpty`: without tables. */
export async function openTestDatabase(engine: Engine, { isEmpty = false } = {}): Promise<TestDatabase> {
	const { url, remove } = await makeDatabase(engine, isEmpty);
	const client = await openDatabase(url);
	if (engine !== 'postgres' && !isEmpty) await client.migrate();
	return {
		client,
		url,
		async close() {
			await client.close();
			await remove();
		},
	};
}

async function makeDatabase(engine: Engine, isEmpty: boolean): Promise<{ url: string; remove(): Promise<void> }> {
	if (engine === 'pglite') return { url: 'pglite:', remove: async () => {} };
	if (engine === 'postgres') return makePostgres(isEmpty ? 'template0' : TEMPLATE);
	const folder = mkdtempSync(join(tmpdir(), 'gradus-db-'));
	return { url: `file:${join(folder, 'test.db')}`, remove: async () => rmSync(folder, { recursive: true, force: true }) };
}

async function makePostgres(template: string | undefined): Promise<{ url: string; remove(): Promise<void> }> {
	if (SERVER === undefined || template === undefined) throw new Error('This suite was started without its PostgreSQL.');
	const name = `gradus_${newId().replaceAll('-', '')}`;
	await administer(SERVER, `create database ${name} template ${template}`);
	return {
		url: SERVER.replace(/[^/]*$/, name),
		remove: () => administer(SERVER, `drop database ${name} with (force)`),
	};
}

export async function makeUser(client: Client, over: Partial<User> = {}): Promise<string> {
	const id = over.id ?? newId();
	const who = { username: `u${id.replaceAll('-', '')}`, displayName: 'Test', role: 'learner' } as const;
	await client.db.insert(client.schema.users).values(newUser({ id, ...who, createdAt: new Date(), ...over }));
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
	const { id } = await insertSubmission(client, row, row.checkpoints.length > 0 ? 'weights' : 'quick');
	return id;
}
