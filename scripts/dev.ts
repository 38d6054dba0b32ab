/** `npm run dev`: the site with hot reload of pages, lessons and labs, and a grader beside it. Ctrl-C ends both. */
import { type ChildProcess, spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildEditorTypes } from './build-editor-types.ts';
import { buildSandbox } from './build-sandbox.ts';
import { buildWorker } from './build-worker.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const out = process.env['GRADUS_DIST'] ?? join(root, 'dist');
const port = process.env['PORT'] ?? '4321';
const children = new Set<ChildProcess>();
let stopping = false;

function start(args: readonly string[]): ChildProcess {
	const child = spawn(process.execPath, args, { cwd: root, stdio: 'inherit', env: process.env });
	children.add(child);
	child.on('exit', () => children.delete(child));
	return child;
}

function stop(): void {
	stopping = true;
	for (const child of children) child.kill('SIGTERM');
	setTimeout(() => process.exit(0), 1_500);
}

/** The worker, the realm and the grader hold code of the kit and the labs: rebuild and restart when those change. */
async function rebuild(): Promise<void> {
	await Promise.all([buildWorker(out), buildSandbox(out), buildEditorTypes(out)]);
	if (stopping) return;
	grader?.kill('SIGTERM');
	grader = start(['src/server/grader-main.ts']);
}

let grader: ChildProcess | undefined;
let timer: NodeJS.Timeout | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
await rebuild();
start(['node_modules/astro/bin/astro.mjs', 'dev', '--port', port]).on('exit', stop);
for (const folder of ['src/labs', 'src/engine', 'src/worker', 'src/grading', 'src/data', 'src/contract']) {
	watch(join(root, folder), { recursive: true }, () => {
		clearTimeout(timer);
		timer = setTimeout(() => void rebuild().catch((error: unknown) => console.error(error)), 200);
	});
}
