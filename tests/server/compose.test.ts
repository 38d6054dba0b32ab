/**
 * compose.yaml, the Dockerfile and what they hand to each other, against what is really here: scripts, settings, paths, ports, names. That the
 * topology works is tested as processes (cluster.test.ts); that the file is one that Compose takes, by Compose itself where it is installed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig, requireServable } from '#server/config.ts';
import { ROUTES } from '#server/routes.ts';

const serviceSchema = z.looseObject({
	image: z.string(),
	user: z.string().optional(),
	read_only: z.boolean().optional(),
	command: z.array(z.string()).optional(),
	entrypoint: z.array(z.string()).optional(),
	profiles: z.array(z.string()).default([]),
	environment: z.record(z.string(), z.string()).optional(),
	secrets: z.array(z.string()).default([]),
	volumes: z.array(z.string()).default([]),
	ports: z.array(z.string()).default([]),
	depends_on: z.record(z.string(), z.unknown()).default({}),
	healthcheck: z.looseObject({ test: z.array(z.string()) }).optional(),
	cap_drop: z.array(z.string()).optional(),
});
type Service = z.infer<typeof serviceSchema>;
const composeSchema = z.looseObject({
	services: z.record(z.string(), serviceSchema),
	secrets: z.record(z.string(), z.strictObject({ file: z.string() })),
	volumes: z.record(z.string(), z.null()),
});

const compose = composeSchema.parse(parse(readFileSync('compose.yaml', 'utf8'), { merge: true }));
const services = Object.entries(compose.services);
const ours = services.filter(([, { image }]) => image.includes('GRADUS_IMAGE'));
const roleOf = (service: Service) => service.environment?.['GRADUS_ROLE'];
const namesOf = (role: string) => ours.filter(([name, service]) => roleOf(service) === role && /-\d$/.test(name)).map(([name]) => name);
const dockerfile = readFileSync('Dockerfile', 'utf8');
/** Settings that the image itself has. */
const inImage = Object.fromEntries((/^ENV (.*)$/m.exec(dockerfile)?.[1] ?? '').split(' ').map((pair) => pair.split('=')));
const secretsFolder = mkdtempSync(join(tmpdir(), 'gradus-compose-'));
afterAll(() => rmSync(secretsFolder, { recursive: true, force: true }));

/** The environment of a container, with the variables of the shell filled in and each secret in a file. */
function environmentOf({ environment = {} }: Service): Record<string, string> {
	for (const name of Object.keys(compose.secrets)) {
		writeFileSync(
			join(secretsFolder, name),
			name === 'database_url' ? 'postgres://gradus:pw@database/gradus' : 'a-secret-of-24-characters\n',
		);
	}
	const fill = (value: string) =>
		value
			.replace(/\$\{GRADUS_DOMAIN[^}]*\}/, 'gradus.example.org')
			.replace(/\$\{\w+:-([^}]*)\}/, '$1')
			.replace(/^\/run\/secrets/, secretsFolder);
	return { ...inImage, ...Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, fill(value)])) };
}

describe('compose.yaml', () => {
	test('has two webs and two graders, all of one image', () => {
		expect(namesOf('web')).toHaveLength(2);
		expect(namesOf('grader')).toHaveLength(2);
		expect(new Set(ours.map(([, { image }]) => image)).size).toBe(1);
	});

	test.each(ours)('%s runs a script that exists, under settings that Gradus takes and .env.example explains', (_, service) => {
		const script = (service.entrypoint ?? service.command)?.[1] ?? /^CMD \["node", "(.*)"\]$/m.exec(dockerfile)?.[1] ?? '';
		expect(existsSync(script), script).toBe(true);
		const example = readFileSync('.env.example', 'utf8');
		const unknown = Object.keys(service.environment ?? {}).filter((name) => !new RegExp(`^#? ?${name}=`, 'm').test(example));
		expect(unknown).toEqual([]);

		const config = readConfig(environmentOf(service));
		requireServable(config);
		expect(config).toMatchObject({ isDemo: false, databaseUrl: expect.stringContaining('@database/'), METRICS_TOKEN: expect.any(String) });
		expect(config.blobs?.bucket).toBe('gradus');
		if (roleOf(service) === 'grader') expect(config.sandbox).toBe('required');
		// It is not given what bubblewrap needs, so without a word of the operator's it runs no learner's file.
		if (roleOf(service) === 'web') expect(config.sandbox).toBe('required');
	});

	test.each(ours.filter(([name, service]) => roleOf(service) === 'web' || name === 'doctor'))(
		'%s knows the tutor that .env names',
		(_, service) => {
			const named = readFileSync('.env.example', 'utf8').match(/^TUTOR_\w+(?==)/gm) ?? [];
			// A key in the environment would be one that `docker inspect` shows.
			expect(Object.keys(service.environment ?? {})).toEqual(expect.arrayContaining(named.filter((name) => name !== 'TUTOR_API_KEY')));
			const key = join(secretsFolder, 'tutor-key');
			writeFileSync(key, 'a-key\n');
			const settings = { TUTOR_BASE_URL: 'http://tutor:11434/v1', TUTOR_MODEL: 'a-model', TUTOR_API_KEY_FILE: key };
			expect(readConfig({ ...environmentOf(service), ...settings }).tutor).toMatchObject({ model: 'a-model', apiKey: 'a-key' });
		},
	);

	test.each(ours)('%s runs without root, on files that cannot be changed, with no secret in its environment', (_, service) => {
		expect(service).toMatchObject({ user: 'node', read_only: true, cap_drop: ['ALL'] });
		expect(JSON.stringify(service)).not.toContain('privileged');
		const open = Object.keys(service.environment ?? {}).filter((name) => /(KEY|TOKEN|PASSWORD|SECRET|DATABASE_URL)$/.test(name));
		expect(open).toEqual([]);
	});

	test('names no path, secret, volume or service that is not there, and none in vain', () => {
		const mounts = services.flatMap(([, { volumes }]) =>
			volumes.map((volume) => volume.replace(/\$\{[^}]*\}/, 'backups').split(':')[0] ?? ''),
		);
		expect(mounts.filter((from) => from.startsWith('./') && !existsSync(from))).toEqual([]);
		const volumes = new Set(mounts.filter((from) => /^[a-z-]+$/.test(from) && from !== 'backups'));
		expect([...volumes].sort()).toEqual(Object.keys(compose.volumes).sort());
		const secrets = new Set(services.flatMap(([, service]) => service.secrets));
		expect([...secrets].sort()).toEqual(Object.keys(compose.secrets).sort());
		const read = services
			.flatMap(([, { environment = {} }]) => Object.values(environment))
			.filter((value) => value.startsWith('/run/secrets/'));
		expect(new Set(read.map((path) => path.slice('/run/secrets/'.length)))).toEqual(secrets);
		expect(services.flatMap(([, service]) => Object.keys(service.depends_on)).filter((name) => !(name in compose.services))).toEqual([]);
	});

	test('has a service for each command that the documentation runs once, and starts none of them by itself', () => {
		const operations = readFileSync('docs/operations.md', 'utf8');
		const run = new Set(
			[...operations.matchAll(/docker compose run --rm (?:--no-deps )?(\S+)/g)].map(([, name = '']) =>
				name.replaceAll('`', '').replace(/[,.]$/, ''),
			),
		);
		const tools = services.filter(([, { profiles }]) => profiles.includes('tools')).map(([name]) => name);
		expect([...run].sort()).toEqual(tools.sort());
		expect(tools).toEqual(['backup', 'doctor', 'restore']);
	});

	test('restores into the data volume, from backups that it cannot change, what its argument names', () => {
		const { restore, backup } = compose.services;
		// Arguments of `docker compose run` take the place of a command, and follow an entry point.
		expect(restore).toMatchObject({ entrypoint: ['node', 'scripts/restore.ts'] });
		expect(restore?.command).toBeUndefined();
		expect(restore?.volumes).toEqual(backup?.volumes.map((volume) => (volume.endsWith(':/backups') ? `${volume}:ro` : volume)));
		expect(restore?.volumes).toContain(`data:${inImage['GRADUS_DATA']}`);
	});

	test('has the balancer ask every web on the port of the image whether it is ready, and shows the world no other port', () => {
		const caddy = readFileSync('deploy/Caddyfile', 'utf8');
		const webs = namesOf('web').map((name) => `${name}:${inImage['PORT']}`);
		expect(caddy).toContain(`reverse_proxy ${webs.join(' ')} {`);
		const path = /health_uri (\S+)/.exec(caddy)?.[1] ?? '';
		expect(Object.hasOwn(ROUTES, path), path).toBe(true);
		expect(services.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['balancer']);
		for (const name of namesOf('web'))
			expect(compose.services[name]?.healthcheck?.test.join(' ')).toContain(`127.0.0.1:${inImage['PORT']}${path}`);
	});

	test('reaches the blob store where it listens, under its region', () => {
		const garage = readFileSync('deploy/garage.toml', 'utf8');
		const { blobs } = readConfig(environmentOf(compose.services['web-1'] ?? expect.fail()));
		expect(garage).toContain(`s3_region = "${blobs?.region}"`);
		expect(garage).toContain(`api_bind_addr = "[::]:${new URL(blobs?.endpoint ?? '').port}"`);
	});

	test('is taken by Compose itself', { timeout: 120_000 }, ({ skip }) => {
		const found = [['docker', 'compose'], ['docker-compose']].find(
			([program = '', ...args]) => spawnSync(program, [...args, 'version']).status === 0,
		);
		if (found === undefined) {
			console.warn('compose.yaml was not given to Compose: neither "docker compose" nor docker-compose is installed.');
			return skip('Compose is not installed');
		}
		const [program = '', ...args] = found;
		const env = { ...process.env, GRADUS_DOMAIN: 'gradus.example.org' };
		const { status, stdout, stderr } = spawnSync(program, [...args, '--profile', 'tools', 'config', '--services'], {
			encoding: 'utf8',
			env,
		});
		expect(status, stderr).toBe(0);
		expect(stdout.trim().split('\n').sort()).toEqual(Object.keys(compose.services).sort());
		const without = spawnSync(program, [...args, 'config'], { encoding: 'utf8', env: { ...env, GRADUS_DOMAIN: '' } });
		expect(without.stderr).toContain('Set GRADUS_DOMAIN');
	});
});

describe('the image', () => {
	test('runs as node to its end, and takes no secret and no data with it', () => {
		const last = dockerfile.slice(dockerfile.lastIndexOf('FROM '));
		expect(last.match(/^USER .*$/gm)).toEqual(['USER node']);
		expect(last.indexOf('USER node')).toBeLessThan(last.indexOf('CMD ['));
		const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
		for (const path of ['.git', '.env', 'data', 'secrets', 'backups', 'node_modules']) expect(ignored).toContain(path);
		// Named in .gitignore too: nobody commits them by accident.
		expect(readFileSync('.gitignore', 'utf8')).toContain('/secrets/');
	});

	test('needs no package at run time that it leaves out', async () => {
		const { devDependencies } = z
			.object({ devDependencies: z.record(z.string(), z.string()) })
			.parse(JSON.parse(readFileSync('package.json', 'utf8')));
		const { metafile } = await build({
			entryPoints: ['serve', 'backup', 'restore', 'doctor']
				.map((name) => `scripts/${name}.ts`)
				.concat('src/server/grader-main.ts', 'src/server/tutor-probe-main.ts'),
			...{ bundle: true, packages: 'external', platform: 'node', format: 'esm', write: false, outdir: 'nowhere', metafile: true },
		});
		expect(Object.keys(metafile.inputs).length).toBeGreaterThan(100);
		const needed = Object.values(metafile.outputs).flatMap(({ imports }) =>
			imports.filter(({ external }) => external).map(({ path }) => path),
		);
		const isLeftOut = (path: string) => Object.keys(devDependencies).some((name) => path === name || path.startsWith(`${name}/`));
		// Loaded for databases of tests alone, at `pglite:`.
		expect([...new Set(needed)].filter(isLeftOut)).toEqual(['@electric-sql/pglite']);
	});

	test('has the tools that its commands call', () => {
		for (const name of ['bubblewrap', 'postgresql-client']) expect(dockerfile).toContain(name);
		const [, major] = /node:(\d+)/.exec(dockerfile) ?? [];
		expect(readFileSync('scripts/bootstrap.mjs', 'utf8')).toContain(`const WANTED_NODE = ${major};`);
	});
});
