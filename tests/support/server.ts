/** Starts the built site as `npm start` does, in a data folder of its own, and ends it with everything it started. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
	let printed = '';
	const child = spawn(process.execPath, ['scripts/serve.ts'], {
		env: { ...process.env, LOG_LEVEL: 'warn', GRADUS_ROOT: process.cwd(), ...env, GRADUS_DATA: dataFolder, PORT: port },
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()));
	await untilServing(url, child, () => printed);
	return {
		url,
		dataFolder,
		output: () => printed,
		async stop() {
			await endProcess(child);
			if (!env['GRADUS_DATA']) rmSync(dataFolder, { recursive: true, force: true });
		},
	};
}

async function untilServing(url: string, child: ChildProcess, printed: () => string): Promise<void> {
	for (let n = 0; n < 300; n++) {
		if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}:\n${printed()}`);
		if (await answers(`${url}/readyz`)) return;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	await endProcess(child);
	throw new Error(`The server did not answer within a minute:\n${printed()}`);
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
