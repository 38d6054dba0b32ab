/** A data folder with accounts of every role, and the built site on it, for tests that ask over HTTP. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSession } from '#server/auth.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { makeUser } from './database.ts';
import { startServer, type TestServer } from './server.ts';

export const DIST = process.env['GRADUS_DIST'] ?? 'dist';

/** An empty installation; `env` goes over the settings of a quiet production server on loopback. */
export async function openTestContext(
	env: Readonly<Record<string, string>> = {},
	now: () => number = Date.now,
): Promise<Context & { close(): Promise<void> }> {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-site-'));
	const context = await openContext(readConfig({ GRADUS_MODE: 'production', LOG_LEVEL: 'silent', GRADUS_DATA: folder, ...env }), now);
	await context.client.migrate();
	return {
		...context,
		async close() {
			await context.client.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

export interface TestSite {
	readonly server: TestServer;
	readonly context: Context;
	/** Value of the Cookie header for a new person of that role, with their id. */
	person(role: 'learner' | 'instructor' | 'admin'): Promise<{ id: string; cookie: string }>;
	/** Value of the Cookie header for somebody who is there already. */
	cookieOf(userId: string): Promise<string>;
	stop(): Promise<void>;
}

/** `env`: settings over those of a quiet production server without a grader. DATABASE_URL: the same for the server and the context. */
export async function startSite(env: Readonly<Record<string, string>> = {}): Promise<TestSite> {
	if (!existsSync(join(DIST, 'server', 'entry.mjs'))) throw new Error(`${DIST} holds no built site. Run npm run build first.`);
	const { DATABASE_URL } = env;
	const context = await openTestContext(DATABASE_URL === undefined ? {} : { DATABASE_URL });
	const server = await startServer({ GRADUS_MODE: 'production', GRADUS_ROLE: 'web', GRADUS_DATA: context.config.GRADUS_DATA, ...env });
	const cookieOf = async (userId: string) => {
		const { name, value } = await startSession(context, userId, undefined);
		return `${name}=${value}`;
	};
	return {
		server,
		context,
		cookieOf,
		async person(role) {
			const id = await makeUser(context.client, { role });
			return { id, cookie: await cookieOf(id) };
		},
		async stop() {
			await server.stop();
			await context.close();
		},
	};
}
