/**
 * A real PostgreSQL for tests: found on this machine, run in a temporary folder on a socket of its own, gone afterwards.
 * It refuses to run as root, so root runs it as `postgres` or `nobody`. GRADUS_TEST_POSTGRES=postgres://… names a server to use instead.
 */
import { type ChildProcess, execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '#db/client.ts';

export interface TestPostgres {
	/** Address of a database on this server. */
	url(database: string): string;
	/** Ends the server and keeps its data: SIGINT tells those who are connected, SIGQUIT does not wait for anything. */
	halt(signal: 'SIGINT' | 'SIGQUIT'): Promise<void>;
	/** Starts it again on the same data. */
	resume(): Promise<void>;
	stop(): Promise<void>;
}

const DEBIAN = '/usr/lib/postgresql';
const FASTER = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

/** Folder of `initdb` and `postgres`, newest first, or the reason why there is none. */
export function findPostgres(): { folder: string } | { reason: string } {
	const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
	const folders = [...debian.map((version) => join(DEBIAN, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)];
	const folder = folders.find((each) => existsSync(join(each, 'initdb')) && existsSync(join(each, 'postgres')));
	if (folder === undefined) return { reason: 'PostgreSQL is not installed (Debian: apt-get install postgresql)' };
	if (process.getuid?.() === 0 && accountOf() === undefined)
		return { reason: 'PostgreSQL does not run as root, and there is neither an account "postgres" nor "nobody"' };
	return { folder };
}

/** The account that the server runs as when we are root. */
function accountOf(): { uid: number; gid: number } | undefined {
	for (const name of ['postgres', 'nobody']) {
		try {
			const idOf = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
			return { uid: idOf('-u'), gid: idOf('-g') };
		} catch {
			// No such account: try the next.
		}
	}
	return undefined;
}

/** `isDurable`: writes through to the disk, as in operation. */
export async function startPostgres({ isDurable = false } = {}): Promise<TestPostgres> {
	const found = findPostgres();
	if ('reason' in found) throw new Error(found.reason);
	const { folder } = found;
	const home = mkdtempSync(join(tmpdir(), 'gradus-pg-'));
	const account = process.getuid?.() === 0 ? accountOf() : undefined;
	chmodSync(home, 0o755);
	if (account) chownSync(home, account.uid, account.gid);
	const options: SpawnOptions = { cwd: home, stdio: ['ignore', 'ignore', 'pipe'], ...account };
	const data = join(home, 'data');
	await toEnd(
		spawn(join(folder, 'initdb'), ['-D', data, '-U', 'postgres', '--auth=trust', '--no-locale', '-E', 'UTF8', '--no-sync'], options),
	);
	const settings = ['listen_addresses=', 'max_connections=300', `unix_socket_directories=${home}`, ...(isDurable ? [] : FASTER)];
	const url = (database: string) => `postgres://postgres@${encodeURIComponent(home)}/${database}`;
	let server = spawnServer();
	// Whoever ends without stop() must not leave a server behind.
	const end = () => server.kill('SIGQUIT');
	process.once('exit', end);
	await answering(server);
	return {
		url,
		halt,
		async resume() {
			server = spawnServer();
			await answering(server);
		},
		async stop() {
			process.off('exit', end);
			await halt('SIGQUIT');
			rmSync(home, { recursive: true, force: true });
		},
	};

	function spawnServer(): ChildProcess {
		return spawn(join(folder, 'postgres'), ['-D', data, ...settings.flatMap((setting) => ['-c', setting])], options);
	}

	async function answering(started: ChildProcess): Promise<void> {
		const said: Buffer[] = [];
		started.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
		await untilAnswering(url('postgres'), started, () => Buffer.concat(said).toString());
	}

	async function halt(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
		if (server.exitCode !== null) return;
		server.kill(signal);
		await once(server, 'exit');
	}
}

async function toEnd(child: ChildProcess): Promise<void> {
	const said: Buffer[] = [];
	child.stderr?.on('data', (chunk: Buffer) => said.push(chunk));
	const [code]: unknown[] = await once(child, 'close');
	if (code !== 0) throw new Error(`initdb ended with ${String(code)}:\n${Buffer.concat(said).toString()}`);
}

async function untilAnswering(url: string, server: ChildProcess, said: () => string): Promise<void> {
	for (let n = 0; n < 300; n++) {
		if (server.exitCode !== null) throw new Error(`PostgreSQL ended with ${server.exitCode}:\n${said()}`);
		const client = new pg.Client({ connectionString: url });
		try {
			await client.connect();
			await client.end();
			return;
		} catch {
			// Not yet: it is still starting.
			await new Promise((resolve) => setTimeout(resolve, 50));
		}
	}
	throw new Error(`PostgreSQL did not answer within 15 seconds:\n${said()}`);
}

/** Runs one statement on a server's own database, for example `create database`. */
export async function administer(url: string, statement: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(statement);
	} finally {
		await client.end();
	}
}

/** An empty database with all migrations, to copy from: quicker than migrating each. */
export async function makeTemplate(url: (database: string) => string, name: string): Promise<void> {
	await administer(url('postgres'), `create database ${name}`);
	const client = await openDatabase(url(name));
	await client.migrate();
	await client.close();
}
