/**
 * The walls outside the isolate: found by trying them at boot, never assumed. `required` refuses to start without bubblewrap, `off` uses none.
 * The string of the layers in force is stored with every verdict.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { AppError } from '#contract/error.ts';

export interface Layers {
	/** For example "bwrap+prlimit+permission+isolate". */
	readonly name: string;
	readonly addonPath: string;
	/** The command line of one child; `memoryMiB` is the isolate's, `cpuSeconds` a limit of the kernel. */
	command(folder: string, options: { memoryMiB: number; cpuSeconds: number }): readonly string[];
}

const PROBE_MS = 5_000;
/** What a dynamically linked Node needs; absent ones are left out. */
const SYSTEM = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'];

/** @throws AppError `unavailable` when bubblewrap is required and does not work, or the isolate's addon is missing. */
export function probeLayers(mode: 'auto' | 'required' | 'off'): Layers {
	const addonPath = addon();
	const hasPrlimit = mode !== 'off' && works(['prlimit', '--core=0', process.execPath, '-e', '0']);
	const hasBwrap = mode !== 'off' && works(['bwrap', ...bwrapFlags([]), process.execPath, '-e', '0']);
	if (mode === 'required' && !hasBwrap) {
		throw new AppError('unavailable', 'SANDBOX=required, and bubblewrap does not work on this machine.', {
			at: 'SANDBOX',
			fix: 'Install bubblewrap and allow unprivileged user namespaces, or set SANDBOX=auto and know that one wall is missing.',
		});
	}
	const name = [hasBwrap ? 'bwrap' : '', hasPrlimit ? 'prlimit' : '', 'permission', 'isolate'].filter(Boolean).join('+');
	return {
		name,
		addonPath,
		command: (folder, { memoryMiB, cpuSeconds }) => [
			...(hasPrlimit
				? ['prlimit', '--core=0', '--fsize=0', '--nofile=64', `--data=${(memoryMiB + 1_300) * 1_048_576}`, `--cpu=${cpuSeconds}`]
				: []),
			...(hasBwrap ? ['bwrap', ...bwrapFlags([folder, addonPath])] : []),
			...nodeCommand(folder, addonPath, memoryMiB),
		],
	};
}

function nodeCommand(folder: string, addonPath: string, memoryMiB: number): string[] {
	const own = [join(folder, 'child.mjs'), join(folder, 'realm.js')];
	return [
		process.execPath,
		'--no-node-snapshot',
		'--no-experimental-sqlite',
		'--no-warnings',
		'--permission',
		'--allow-addons',
		...[...own, addonPath].map((path) => `--allow-fs-read=${path}`),
		...own,
		addonPath,
		String(memoryMiB),
	];
}

function bwrapFlags(readable: readonly string[]): string[] {
	const paths = [...SYSTEM.filter((path) => existsSync(path)), process.execPath, ...readable];
	const binds = paths.flatMap((path) => ['--ro-bind', path, path]);
	return [
		'--unshare-all',
		'--die-with-parent',
		'--new-session',
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

function works(command: readonly string[]): boolean {
	const [file = '', ...args] = command;
	return spawnSync(file, args, { stdio: 'ignore', timeout: PROBE_MS, env: { PATH: process.env['PATH'] ?? '' } }).status === 0;
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
