/**
 * `npm run dev`: the site with hot reload of pages, lessons and labs, and a grader beside it, on the database that `npm start` would use.
 * Sets up what is missing (database, demo, worker, sandbox, editor types). Ctrl-C ends everything within two seconds.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, watch } from 'node:fs';
import { join, resolve } from 'node:path';
import { AppError } from '#contract/error.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { writeDocsIndex } from './build-docs-index.ts';
import { buildEditorTypes } from './build-editor-types.ts';
import { buildSandbox } from './build-sandbox.ts';
import { buildWorker } from './build-worker.ts';
import { DEMO_ACCOUNTS } from './demo-people.ts';
import { seedDemo } from './seed-demo.ts';

const GRACE_MS = 800;
const SETTLE_MS = 200;
/** Code that the worker, the sandbox or the grader hold a copy of. Pages and lessons are Astro's to reload. */
const WATCHED = ['src/labs', 'src/engine', 'src/worker', 'src/grading', 'src/data', 'src/contract', 'src/learning', 'src/server', 'db'];

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const out = resolve(root, process.env['GRADUS_DIST'] ?? 'dist');
const children = new Set<ChildProcess>();
let grader: ChildProcess | undefined;
let isStopping = false;

function start(args: readonly string[]): ChildProcess {
	// Not from the terminal's Ctrl-C but from us: we end the children in order and wait for them.
	const child = spawn(process.execPath, args, {
		cwd: root,
		stdio: ['ignore', 'inherit', 'inherit'],
		env: { ...process.env, GRADUS_ROOT: root, GRADUS_DIST: out, ASTRO_TELEMETRY_DISABLED: '1' },
		detached: process.platform !== 'win32',
	});
	children.add(child);
	child.on('exit', () => {
		children.delete(child);
		if (isStopping && children.size === 0) process.exit();
	});
	return child;
}

function end(child: ChildProcess, signal: NodeJS.Signals): void {
	try {
		if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
		else process.kill(-child.pid, signal);
	} catch {
		// It ended by itself.
	}
}

function stop(): void {
	if (isStopping) return;
	isStopping = true;
	if (children.size === 0) process.exit();
	for (const child of children) end(child, 'SIGTERM');
	setTimeout(() => {
		for (const child of children) end(child, 'SIGKILL');
	}, GRACE_MS);
}

async function prepareData(): Promise<void> {
	const config = readConfig();
	mkdirSync(config.GRADUS_DATA, { recursive: true });
	const context = await openContext(config);
	await context.client.migrate();
	if (config.isDemo) {
		await seedDemo(context);
		for (const { role, username, password } of DEMO_ACCOUNTS) console.log(`  ${role.padEnd(11)} ${username.padEnd(12)} ${password}`);
	}
	await context.client.close();
}

async function rebuild(): Promise<void> {
	await Promise.all([buildWorker(out), buildSandbox(out), buildEditorTypes(out)]);
	writeDocsIndex(join(out, 'editor-types'));
	if (isStopping) return;
	if (grader !== undefined) end(grader, 'SIGTERM');
	grader = start(['src/server/grader-main.ts']);
}

/** One rebuild at a time; a save in the middle of one asks for another. */
function rebuildOnChange(): void {
	let timer: NodeJS.Timeout | undefined;
	let last = Promise.resolve();
	const later = (): void => {
		clearTimeout(timer);
		timer = setTimeout(() => {
			last = last.then(rebuild).catch((error: unknown) => console.error(error instanceof Error ? error.message : error));
		}, SETTLE_MS);
	};
	for (const folder of WATCHED) watch(join(root, folder), { recursive: true }, later);
}

async function main(): Promise<void> {
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
	await prepareData();
	await rebuild();
	if (isStopping) return;
	const { PORT, HOST } = readConfig();
	const astro = start([join(root, 'node_modules/astro/bin/astro.mjs'), 'dev', '--port', String(PORT), '--host', HOST]);
	astro.on('exit', stop);
	rebuildOnChange();
}

main().catch((error: unknown) => {
	console.error(error instanceof AppError ? [error.message, error.fix].filter(Boolean).join(' ') : error);
	process.exitCode = 1;
	stop();
});
