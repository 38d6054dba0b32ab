/**
 * The walls outside the isolate: found by trying them at boot, never assumed. `required` refuses to start without bubblewrap, `off` uses none.
 * The string of the layers in force is stored with every verdict.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { AppError } from '#contract/error.ts';

export interface Layers {
	/** For example "bwrap+prlimit+permission+isolate". */
	readonly name: string;
	/** Why bubblewrap is not among them, in words for whoever runs the server; empty where it is. */
	readonly absent: string;
	readonly addonPath: string;
	/** To be spawned `detached`: the session of its own is a part of the wall. */
	command(folder: string, options: ChildKind): readonly string[];
}

export interface ChildKind {
	/** `submission`: an isolate for learner code. `weights`: our own code over a file that somebody uploaded. */
	readonly holds: 'submission' | 'weights';
	/** Of the isolate, or of the heap where there is none. */
	readonly memoryMiB: number;
	/** Of processor time, whole: then the kernel ends it by SIGXCPU, and five seconds later by SIGKILL. One thread does not come so far within the grader's clock. */
	readonly cpuSeconds: number;
}

/** Long: on a machine so busy that a Node starts in ten seconds, a wall that works must not count as absent until the next boot. */
const PROBE_MS = 30_000;
/** What a dynamically linked Node needs; absent ones are left out. */
const SYSTEM = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];

/** @throws AppError `unavailable` when bubblewrap is required and does not work, or the isolate's addon is missing. */
export function probeLayers(mode: 'auto' | 'required' | 'off'): Layers {
	const addonPath = addon();
	const [prlimit, bwrap] = ['prlimit', 'bwrap'].map(findProgram);
	const noPrlimit = mode === 'off' ? 'SANDBOX=off' : faultOf('prlimit', prlimit, ['--core=0']);
	const absent = mode === 'off' ? 'SANDBOX=off' : faultOf('bubblewrap', bwrap, bwrapFlags([]));
	const [hasPrlimit, hasBwrap] = [noPrlimit === '', absent === ''];
	if (mode === 'required' && !hasBwrap) {
		throw new AppError('unavailable', `SANDBOX=required, and bubblewrap does not work on this machine: ${absent}`, {
			at: 'SANDBOX',
			fix: 'Install bubblewrap and allow unprivileged user namespaces, or set SANDBOX=auto and know that one wall is missing.',
		});
	}
	const name = [hasBwrap ? 'bwrap' : '', hasPrlimit ? 'prlimit' : '', 'permission', 'isolate'].filter(Boolean).join('+');
	return {
		name,
		absent,
		addonPath,
		command: (folder, { holds, memoryMiB, cpuSeconds }) => [
			...(hasPrlimit ? [prlimit ?? '', ...FEW, `--data=${(memoryMiB + 1_300) * 1_048_576}`, `--cpu=${cpuSeconds}:${cpuSeconds + 5}`] : []),
			...(hasBwrap ? [bwrap ?? '', ...bwrapFlags([folder, addonPath])] : []),
			...(holds === 'weights' ? weightsCommand(folder, memoryMiB) : submissionCommand(folder, addonPath, memoryMiB)),
		],
	};
}

/** No core, no file written, few of them open. */
const FEW = ['--core=0', '--fsize=0', '--nofile=64'];
const NODE = ['--no-experimental-sqlite', '--no-warnings', '--permission'];

function submissionCommand(folder: string, addonPath: string, memoryMiB: number): string[] {
	const own = [join(folder, 'child.mjs'), join(folder, 'realm.js')];
	const readable = [...own, addonPath].map(allowRead);
	return [process.execPath, '--no-node-snapshot', ...NODE, '--allow-addons', ...readable, ...own, addonPath, String(memoryMiB)];
}

function weightsCommand(folder: string, memoryMiB: number): string[] {
	const script = join(folder, 'weights.mjs');
	const readable = [script, join(folder, 'wasm')].map(allowRead);
	return [process.execPath, ...NODE, `--max-old-space-size=${memoryMiB}`, ...readable, script, join(folder, 'wasm')];
}

const allowRead = (path: string): string => `--allow-fs-read=${path}`;

function bwrapFlags(readable: readonly string[]): string[] {
	const paths = [...SYSTEM.filter((path) => existsSync(path)), process.execPath, ...readable];
	const binds = paths.flatMap((path) => ['--ro-bind', path, path]);
	return [
		'--unshare-all',
		// No --new-session: child-process.ts starts it in a session of its own already, whose share of the processor it can set.
		'--die-with-parent',
		'--clearenv',
		'--proc',
		'/proc',
		'--dev',
		'/dev',
		'--tmpfs',
		'/tmp',
		...binds,
		'--chdir',
		'/',
	];
}

/** By its whole path, so that a child needs no PATH to start. */
function findProgram(name: string): string | undefined {
	const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
	return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

/** Tries the wall around a Node that does nothing. Empty when it stands. */
function faultOf(name: string, program: string | undefined, flags: readonly string[]): string {
	if (program === undefined) return `${name} is not installed.`;
	const tried = spawnSync(program, [...flags, process.execPath, '-e', '0'], { encoding: 'utf8', timeout: PROBE_MS, env: {} });
	if (tried.status === 0) return '';
	// Not started (it has no stderr then), or not done in time.
	if (tried.error !== undefined) return `${name} could not be tried: ${tried.error.message}`;
	return `${name} ended with ${tried.status ?? tried.signal}: ${tried.stderr.trim().slice(0, 300)}`;
}

function addon(): string {
	const folder = dirname(createRequire(import.meta.url).resolve('isolated-vm/package.json'));
	const stem = join(folder, 'prebuilds', `${process.platform}-${process.arch}`, `isolated-vm.abi${process.versions.modules}`);
	const found = [`${stem}.${libc()}.node`, `${stem}.node`].find((path) => existsSync(path));
	if (found !== undefined) return found;
	throw new AppError('unavailable', 'The grading sandbox has no binary for this platform.', {
		at: stem,
		fix: 'Run npm ci again, or use a supported platform.',
	});
}

function libc(): string {
	const report = process.report.getReport();
	// The report's header is typed as plain object; musl leaves the field out.
	const header = 'header' in report ? (report.header as { glibcVersionRuntime?: string }) : {};
	return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}
