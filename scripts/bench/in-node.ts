/** Node as a place for engines: WebGPU by Dawn, one process for each engine, on the machine's own driver or on Chromium's software one. */
import { type ChildProcess, execFile, fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { vulkanEnv } from '../dawn.ts';
import { adapterReport } from './adapter-report.ts';
import type { AdapterReport, Answers, Order, Realm, Reply, Runtime } from './orders.ts';
import { inTime } from './realm-order.ts';

const STARTS_IN_MS = 60_000;
const here = import.meta.dirname;

/** @throws with what to install, when there is no driver */
export async function openNode(useSoftware: boolean): Promise<Runtime> {
	const tries = [...(useSoftware ? [] : [{}]), vulkanEnv(true)];
	let reason = '';
	for (const extra of tries) {
		const env = { ...process.env, ...extra };
		const found = await askAdapter(env).catch((error: unknown) => ({ reason: error instanceof Error ? error.message : String(error) }));
		if (!('reason' in found)) return runtimeOn(env, found);
		reason = found.reason;
	}
	throw new Error(reason);
}

function runtimeOn(env: NodeJS.ProcessEnv, adapter: AdapterReport): Runtime {
	const folder = mkdtempSync(join(tmpdir(), 'gradus-bench-'));
	let count = 0;
	return {
		name: 'node',
		version: `Node ${process.versions.node}, webgpu ${versionOf('webgpu')} (Dawn)`,
		adapter,
		isAlive: () => true,
		open(bundle) {
			count += 1;
			const path = join(folder, `${count}.mjs`);
			writeFileSync(path, bundle);
			return openProcess(path, env);
		},
		close: async () => rmSync(folder, { recursive: true, force: true }),
	};
}

export function versionOf(name: string): string {
	const path = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'node_modules', name, 'package.json');
	const { version }: { version: string } = JSON.parse(readFileSync(path, 'utf8'));
	return version;
}

/** In a process of its own, since a driver is chosen once a process. */
async function askAdapter(env: NodeJS.ProcessEnv): Promise<AdapterReport | { readonly reason: string }> {
	const { stdout } = await promisify(execFile)(process.execPath, [join(here, 'node-adapter.ts')], { env, timeout: STARTS_IN_MS });
	const answer: Omit<AdapterReport, 'name' | 'isSoftware'> | { reason: string } = JSON.parse(stdout);
	return 'reason' in answer ? answer : adapterReport(answer);
}

async function openProcess(path: string, env: NodeJS.ProcessEnv): Promise<Realm> {
	const child = fork(join(here, 'node-realm.ts'), [path], { env, stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
	const said: string[] = [];
	child.stderr?.on('data', (chunk) => said.push(String(chunk)));
	await nextMessage(child, () => said.join('')).catch((error: unknown) => {
		child.kill('SIGKILL');
		throw error;
	});
	const send = async (order: Order): Promise<Reply> => {
		const reply = nextMessage(child, () => said.join(''));
		child.send(order);
		// A realm sends replies only.
		return (await reply) as Reply;
	};
	return {
		order: <Name extends keyof Answers>(order: Extract<Order, { type: Name }>, withinMs: number) =>
			inTime<Name>(send(order), order.type, withinMs),
		async close() {
			child.removeAllListeners();
			// Dawn's own threads may keep a process from ending by itself.
			child.kill('SIGKILL');
		},
	};
}

function nextMessage(child: ChildProcess, stderr: () => string): Promise<unknown> {
	return new Promise((resolve, reject) => {
		const onExit = (code: number | null): void => {
			const said = stderr().split('\n');
			reject(
				new Error(
					`its process ended (${code ?? 'killed'}): ${(said.find((line) => /^\w*Error/.test(line)) ?? said[0] ?? '').slice(0, 300)}`,
				),
			);
		};
		child.once('exit', onExit);
		child.once('message', (message) => {
			child.off('exit', onExit);
			resolve(message);
		});
	});
}
