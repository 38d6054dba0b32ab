/** Starts the built site as `npm start` does, in a data folder of its own, and ends it with everything it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { administer, startPostgres } from './postgres.ts';

/** What is busy beside a grader of a test is not its web but another suite, which it would give way to for minutes. */
export const BESIDE_A_SUITE = { GRADER_NICENESS: '0' } as const;

export interface TestServer {
	readonly url: string;
	readonly dataFolder: string;
	/** Everything it printed so far. */
	output(): string;
	stop(): Promise<void>;
}

export async function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.on('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port'))));
		});
	});
}

export async function startServer(env: Readonly<Record<string, string>> = {}): Promise<TestServer> {
	const dataFolder = env['GRADUS_DATA'] ?? mkdtempSync(join(tmpdir(), 'gradus-e2e-'));
	const port = env['PORT'] ?? String(await freePort());
	const scheme = env['TLS_CERT'] ? 'https' : 'http';
	const url = `${scheme}://${env['HOST'] ?? '127.0.0.1'}:${port}`;
	const role = startRole({ LOG_LEVEL: 'warn', ...env, GRADUS_DATA: dataFolder, PORT: port });
	await role.until(() => answers(`${url}/readyz`));
	return {
		url,
		dataFolder,
		output: role.output,
		async stop() {
			await role.stop();
			if (!env['GRADUS_DATA']) rmSync(dataFolder, { recursive: true, force: true });
		},
	};
}

/** The same on a database of that engine, which is made for it and gone after it. */
export async function startServerOn(engine: 'sqlite' | 'postgres'): Promise<TestServer> {
	if (engine === 'sqlite') return startServer();
	const postgres = await startPostgres();
	try {
		await administer(postgres.url('postgres'), 'create database gradus');
		const server = await startServer({ DATABASE_URL: postgres.url('gradus') });
		return {
			...server,
			async stop() {
				await server.stop();
				await postgres.stop();
			},
		};
	} catch (error) {
		await postgres.stop();
		throw error;
	}
}

/** One `npm start` after set-up, in whichever role, and what it printed. */
export interface Role {
	output(): string;
	/** Asks again and again for a minute. @throws when the answer stays false, or the process ends. */
	until(isSo: () => Promise<boolean>): Promise<void>;
	stop(): Promise<void>;
}

export function startRole(env: Readonly<Record<string, string>>): Role {
	let printed = '';
	const child = spawn(process.execPath, ['scripts/serve.ts'], {
		env: { ...process.env, ...BESIDE_A_SUITE, GRADUS_ROOT: process.cwd(), ...env },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	return {
		output: () => printed,
		async until(isSo) {
			for (let n = 0; n < 300; n++) {
				if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${printed}`);
				// Not yet serving is not yet so.
				if (await isSo().catch(() => false)) return;
				await new Promise((resolve) => setTimeout(resolve, 200));
			}
			await endProcess(child);
			throw new Error(`The server did not get there within a minute:\n${printed}`);
		},
		stop: () => endProcess(child),
	};
}

/** True for a 200, also from a self-signed server. */
function answers(url: string): Promise<boolean> {
	return new Promise((resolve) => {
		const get = url.startsWith('https:') ? httpsGet : httpGet;
		get(url, { rejectUnauthorized: false }, (response) => {
			response.resume();
			resolve(response.statusCode === 200);
		}).on('error', () => resolve(false));
	});
}

export async function endProcess(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	child.kill('SIGTERM');
	const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
	await ended;
	clearTimeout(timer);
}
