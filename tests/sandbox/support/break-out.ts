/** Runs break-out.mjs where a child of the sandbox stands, as if everything inside the walls had fallen. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ChildKind, Layers } from '#grading/sandbox/layers.ts';

/** What each wall leaves; docs/security/sandbox.md says the same in words. */
export function leftOf({ name }: Layers): string[] {
	return name.includes('bwrap') ? ['listens'] : ['signals a process of ours', 'connects', 'listens'];
}

const SCRIPTS = { submission: 'child.mjs', weights: 'weights.mjs' };

/** With a listener, a secret and a folder of ours within its reach; says what worked. `keeps`: which parts of the command line stay. */
export async function breakOut(layer: Layers, holds: ChildKind['holds'], keeps = (_: string): boolean => true): Promise<string[]> {
	const [folder, data] = ['gradus-sandbox-', 'gradus-data-'].map((stem) => mkdtempSync(join(tmpdir(), stem)));
	if (folder === undefined || data === undefined) throw new Error('no folder was made');
	copyFileSync(new URL('./break-out.mjs', import.meta.url), join(folder, SCRIPTS[holds]));
	writeFileSync(join(folder, 'realm.js'), '');
	mkdirSync(join(folder, 'wasm'));
	mkdirSync(join(data, 'deep'));
	const secret = join(data, 'secret');
	writeFileSync(secret, 'thirty-two random bytes', { mode: 0o600 });
	const listener = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => listener.once('listening', resolve));
	// A server on a port has the address of a port.
	const { port } = listener.address() as AddressInfo;
	try {
		const [file = '', ...args] = layer.command(folder, { holds, memoryMiB: 192, cpuSeconds: 20 }).filter(keeps);
		const child = spawn(file, [...args, String(process.pid), String(port), secret, data], {
			cwd: '/',
			env: {},
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		let said = '';
		let errors = '';
		child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
		child.stderr.on('data', (chunk: Buffer) => (errors += chunk.toString()));
		await new Promise((resolve) => child.once('close', resolve));
		if (!said.startsWith('[')) throw new Error(`the probe said nothing: ${errors}`);
		const worked: string[] = JSON.parse(said);
		// Whatever it wrote must have stayed behind the walls.
		if (readdirSync(data).some((name) => name.startsWith('written'))) worked.push('left a file');
		return worked;
	} finally {
		listener.close();
		for (const each of [folder, data]) rmSync(each, { recursive: true, force: true });
	}
}
