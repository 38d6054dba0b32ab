/** `npm start` after set-up: what it refuses, in one sentence and exit 1; TLS; the demo outside the demo; and how fast Ctrl-C is. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSession } from '#server/auth.ts';
import { hashPassword } from '#server/password.ts';
import { makeUser } from '../support/database.ts';
import { freePort } from '../support/server.ts';
import { startSite } from '../support/site.ts';

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), 'gradus-serve-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function environment(env: Record<string, string>): NodeJS.ProcessEnv {
	return { ...process.env, LOG_LEVEL: 'silent', GRADUS_MODE: 'production', GRADUS_ROLE: 'web', GRADUS_DATA: join(folder, 'data'), ...env };
}

function serve(env: Record<string, string>): { status: number | null; said: string } {
	const { status, stderr } = spawnSync(process.execPath, ['scripts/serve.ts'], {
		env: environment(env),
		encoding: 'utf8',
		timeout: 20_000,
	});
	return { status, said: stderr.trim() };
}

describe('refusals', () => {
	test('another address without TLS', () => {
		const { status, said } = serve({ HOST: '0.0.0.0' });

		expect(status).toBe(1);
		expect(said).toContain('HOST=0.0.0.0 would serve plain HTTP');
		expect(said.split('\n')).toHaveLength(1);
	});

	test('a taken port', async () => {
		const taken = createServer();
		await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
		const address = taken.address();
		const port = address && typeof address === 'object' ? String(address.port) : '';

		const { status, said } = serve({ PORT: port });

		taken.close();
		expect(status).toBe(1);
		expect(said).toContain(`Port ${port} is taken`);
		expect(said.split('\n')).toHaveLength(1);
	});

	test('a corrupt database, which is left as it was', async () => {
		const data = mkdtempSync(join(folder, 'corrupt-'));
		writeFileSync(join(data, 'gradus.db'), 'not a database '.repeat(400));
		const before = readFileSync(join(data, 'gradus.db'));

		const { status, said } = serve({ GRADUS_DATA: data, PORT: String(await freePort()) });

		expect(status).toBe(1);
		expect(said).toContain('is not a readable SQLite database');
		expect(said.split('\n')).toHaveLength(1);
		expect(readFileSync(join(data, 'gradus.db'))).toEqual(before);
	});

	test('a data folder that cannot be written', async () => {
		// root writes anywhere, except where no folder can be: /proc, or below a file.
		const file = join(folder, 'a-file');
		writeFileSync(file, '');

		const { status, said } = serve({
			GRADUS_DATA: process.getuid?.() === 0 ? join(file, 'data') : '/proc/gradus',
			PORT: String(await freePort()),
		});

		expect(status).toBe(1);
		expect(said).toMatch(/The data folder .* (cannot be made|is not writable)/);
		expect(said.split('\n')).toHaveLength(1);
	});

	test('a setting that is no setting', () => {
		expect(serve({ SIGNUP: 'maybe' })).toMatchObject({ status: 1, said: expect.stringContaining('SIGNUP=maybe is not usable') });
	});
});

test('a self-signed pair serves HTTPS with HSTS on another address', async () => {
	const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
	execFileSync(
		'openssl',
		['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, '-days', '1', '-subj', '/CN=localhost'],
		{ stdio: 'ignore' },
	);
	const port = await freePort();
	const child = spawn(process.execPath, ['scripts/serve.ts'], {
		env: environment({ HOST: '0.0.0.0', PORT: String(port), TLS_CERT: cert, TLS_KEY: key, GRADUS_DATA: join(folder, 'tls') }),
		stdio: 'ignore',
	});
	const headers = await untilHeaders(port);
	child.kill('SIGTERM');

	expect(headers?.['strict-transport-security']).toContain('max-age=');
});

async function untilHeaders(port: number): Promise<Record<string, unknown> | undefined> {
	for (let n = 0; n < 100; n++) {
		// A self-signed certificate is the point of this test.
		const headers = await new Promise<Record<string, unknown> | undefined>((resolve) => {
			request({ port, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false }, (response) =>
				resolve({ ...response.resume().headers }),
			)
				.on('error', () => resolve(undefined))
				.end();
		});
		if (headers) return headers;
		await new Promise((resolve) => setTimeout(resolve, 200));
	}
	return undefined;
}

test('in production no demo account logs in, its old session is void, and an admin link is printed instead of accounts', async () => {
	const site = await startSite();
	try {
		const passwordHash = await hashPassword('learn-one-step');
		const id = await makeUser(site.context.client, { username: 'ada', passwordHash, isDemo: true });
		const send = (username: string) =>
			fetch(`${site.server.url}/login`, {
				method: 'POST',
				redirect: 'manual',
				headers: { origin: site.server.url },
				body: new URLSearchParams({ username, password: 'learn-one-step' }),
			});
		const [demo, nobody] = [await send('ada'), await send('nob')];

		const session = await startSession(site.context, id, undefined);
		const withOldSession = await fetch(`${site.server.url}/me`, {
			redirect: 'manual',
			headers: { cookie: `${session.name}=${session.value}` },
		});

		expect(withOldSession.headers.get('location')).toBe('/login?next=%2Fme');
		const form = await fetch(`${site.server.url}/me/help`, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin: site.server.url, 'content-type': 'application/x-www-form-urlencoded' },
			body: 'action=preference&cap=2',
		});
		expect(form.headers.get('location')).toBe('/login?next=%2Fme%2Fhelp&unsent=1');
		expect(await (await fetch(`${site.server.url}${form.headers.get('location')}`)).text()).toContain('what you just sent was not saved');
		expect(demo.status).toBe(400);
		expect(demo.headers.get('set-cookie')).toBeNull();
		expect((await demo.text()).replaceAll('ada', 'nob')).toBe(await nobody.text());
		expect(nobody.status).toBe(demo.status);
		expect(site.server.output()).toContain('/invite/');
		expect(site.server.output()).not.toContain('learn-one-step');
	} finally {
		await site.stop();
	}
});

test('Ctrl-C ends everything without waiting for open work, and the port is free again', async () => {
	const port = String(await freePort());
	const child = spawn(process.execPath, ['scripts/serve.ts'], {
		env: environment({ PORT: port, GRADUS_DATA: join(folder, 'ctrl-c') }),
		stdio: 'ignore',
	});
	const isUp = () =>
		fetch(`http://127.0.0.1:${port}/readyz`).then(
			(response) => response.ok,
			() => false,
		);
	for (let n = 0; n < 100 && !(await isUp()); n++) await new Promise((resolve) => setTimeout(resolve, 200));
	expect(await isUp()).toBe(true);
	// Whatever the umask of who started it: hashes of passwords and everybody's work lie there.
	const data = join(folder, 'ctrl-c');
	const paths = [data, ...readdirSync(data, { recursive: true, encoding: 'utf8' }).map((path) => join(data, path))];
	expect(paths).toContain(join(data, 'gradus.db'));
	expect(paths.filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([]);

	const start = performance.now();
	const ended = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGINT');
	await ended;

	// 1.2 seconds of grace, then killed: the rest is for a machine that is busy.
	expect(performance.now() - start).toBeLessThan(15_000);
	expect(await isUp()).toBe(false);
});
