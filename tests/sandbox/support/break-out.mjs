// Node code that stands where a child of the sandbox stands: tries what a full escape from V8 would try, and prints what worked.
// Arguments after those of the child: a process of ours, a port that we listen on, a file that we own, a folder that we own.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { Worker } from 'node:worker_threads';

const [pid, port, file, folder] = process.argv.slice(-4);
const worked = [];

async function attempt(name, run) {
	try {
		if (await run()) worked.push(name);
	} catch {
		// Refused: that is the point.
	}
}

const settles = (emitter, good, bad) =>
	new Promise((resolve) => {
		emitter.once(good, () => resolve(true));
		emitter.once(bad, () => resolve(false));
		setTimeout(() => resolve(false), 2_000).unref();
	});

await attempt('reads /etc/passwd', () => readFileSync('/etc/passwd', 'utf8').includes('root'));
await attempt('reads the data folder', () => readFileSync(file, 'utf8').length > 0);
await attempt('lists the data folder', () => readdirSync(folder).length > 0);
await attempt('writes to the data folder', () => writeFileSync(`${folder}/written`, 'x') === undefined);
await attempt('writes to the root folder', () => writeFileSync('/written', 'x') === undefined);
await attempt('writes through SQLite', async () => {
	const { DatabaseSync } = await import('node:sqlite');
	new DatabaseSync(`${folder}/written.db`).exec('create table t (a)');
	return true;
});
await attempt('lists processes', () => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length > 5);
await attempt('reads the environment', () => Object.keys(process.env).filter((name) => name !== 'PWD').length > 0);
await attempt('signals a process of ours', () => process.kill(Number(pid), 0));
await attempt('connects', () => settles(connect(Number(port), '127.0.0.1'), 'connect', 'error'));
await attempt('listens', () => settles(createServer().listen(0, '127.0.0.1'), 'listening', 'error'));
await attempt('starts a program', () => spawnSync(process.execPath, ['-e', '0']).status === 0);
await attempt('starts a thread', () => settles(new Worker('0', { eval: true }), 'online', 'error'));
process.stdout.write(JSON.stringify(worked), () => process.exit(0));
