/** The doctor sees what is wrong with an installation and says what to do; the commands run as an operator runs them. */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { copySqlite } from '#db/copy-sqlite.ts';
import { insertCheckpoint } from '#db/store/checkpoints.ts';
import { writeBlob } from '#server/blobs.ts';
import { readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import * as findings from '../../scripts/doctor/findings.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { startS3Server } from '../support/s3-server.ts';
import { openTestContext } from '../support/site.ts';

const DAY_MS = 86_400_000;
let context: Context & { close(): Promise<void> };
let place: string;

beforeEach(async () => {
	context = await openTestContext();
	place = mkdtempSync(join(tmpdir(), 'gradus-doctor-'));
});
afterEach(async () => {
	await context.close();
	rmSync(place, { recursive: true, force: true });
});

function run(script: string, ...args: string[]) {
	return runWith({}, script, ...args);
}

function runWith(settings: Record<string, string>, script: string, ...args: string[]) {
	const own = { GRADUS_DATA: context.config.GRADUS_DATA, DATABASE_URL: '', GRADUS_ROOT: process.cwd() };
	const env = { ...process.env, ...own, ...settings };
	return spawnSync(process.execPath, ['--no-warnings', `scripts/${script}.ts`, ...args], { env, encoding: 'utf8' });
}

test('finds nothing in an installation that is sound', async () => {
	for (const look of [findings.database, findings.secret, findings.blobs, findings.queue, findings.certificate, findings.tutor])
		expect(await look(context)).toMatchObject({ state: 'good' });
});

test('names a database that was never brought up to date, and one that is damaged', async () => {
	const path = join(place, 'other.db');
	const at = { ...context, config: { ...context.config, databaseUrl: `file:${path}` } };
	new Sqlite(path).exec('create table notes (text)').close();
	expect(await findings.database(at)).toMatchObject({ state: 'look', says: expect.stringMatching(/^sound, and \d+ migrations behind$/) });

	for (let n = 0; n < 500; n++) await makeUser(context.client);
	copySqlite(join(context.config.GRADUS_DATA, 'gradus.db'), path.replace('other', 'copy'), [], []);
	const damaged = path.replace('other', 'copy');
	const file = openSync(damaged, 'r+');
	writeSync(file, Buffer.alloc(6_000, 0xff), 0, 6_000, 40_960);
	closeSync(file);
	const hurt = { ...at, config: { ...at.config, databaseUrl: `file:${damaged}` } };
	expect(await findings.database(hurt)).toMatchObject({ state: 'bad', says: expect.stringContaining('SQLite finds damage') });
});

test('says where every account of the machine can read the data folder, and closes nothing else', async () => {
	const { GRADUS_DATA: data } = context.config;
	const file = join(data, 'gradus.db');
	chmodSync(data, 0o755);
	chmodSync(file, 0o644);
	mkdirSync(join(data, 'blobs'), { recursive: true, mode: 0o755 });
	chmodSync(join(data, 'blobs'), 0o755);
	const advice = await findings.database(context);
	expect(advice).toMatchObject({ state: 'look', fix: expect.stringContaining(`chmod go= ${file}`) });
	expect(advice.fix).not.toContain('-R');
	const elsewhere = { ...context, config: { ...context.config, databaseUrl: 'postgres://gradus@database/gradus' } };
	expect(await findings.dataFolder(elsewhere)).toMatchObject({
		state: 'look',
		says: expect.stringMatching(/blobs/),
		fix: `chmod -R go= ${data}`,
	});
	chmodSync(data, 0o700);
	expect(await findings.database(context)).toMatchObject({ state: 'good' });
	expect(await findings.dataFolder(context)).toMatchObject({ state: 'good' });
});

test('makes no installation where there is none', () => {
	const [empty, absent] = [join(place, 'empty'), join(place, 'absent')];
	mkdirSync(empty);
	for (const data of [empty, absent]) {
		const { status, stderr } = runWith({ GRADUS_DATA: data }, 'doctor');
		expect([status, stderr]).toEqual([1, expect.stringContaining(`${join(data, 'secret')} is not there`)]);
	}
	expect([readdirSync(empty), existsSync(absent)]).toEqual([[], false]);
});

test('sees a secret that others can read, and submissions made under another one', async () => {
	await makeSubmission(context.client, await makeUser(context.client), { secretId: 'older' });
	expect(await findings.secret(context)).toMatchObject({ state: 'look', says: expect.stringContaining('older') });
	chmodSync(join(context.config.GRADUS_DATA, 'secret'), 0o644);
	expect(await findings.secret(context)).toMatchObject({ state: 'bad', fix: expect.stringContaining('chmod 600') });
});

test('misses a blob that somebody uploaded, and reads the bytes of the others', async () => {
	const userId = await makeUser(context.client);
	const bytes = new TextEncoder().encode('weights');
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	await insertCheckpoint(context.client, { userId, sha256, sizeBytes: bytes.length, now: Date.now() });
	expect(await findings.blobs(context)).toMatchObject({ state: 'bad', says: expect.stringContaining('1 of 1 blobs are gone') });
	await writeBlob(context, sha256, bytes);
	expect(await findings.blobs(context)).toMatchObject({ state: 'good' });
	writeFileSync(context.blobs.locate(sha256), 'other');
	expect(await findings.blobs(context)).toMatchObject({ state: 'bad', says: expect.stringContaining('holds other bytes') });
});

test('looks at an S3-compatible store as at the folder, and passes on which setting to look at', async () => {
	const s3 = await startS3Server();
	try {
		const at = { ...context, blobs: openBlobStore(readConfig(s3.env), Date.now) };
		const bytes = new TextEncoder().encode('weights');
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await insertCheckpoint(context.client, { userId: await makeUser(context.client), sha256, sizeBytes: bytes.length, now: Date.now() });
		expect(await findings.blobs(at)).toMatchObject({ state: 'bad', fix: expect.stringContaining('s3://gradus-blobs') });
		await writeBlob(at, sha256, bytes);
		expect(await findings.blobs(at)).toMatchObject({ state: 'good', says: expect.stringContaining('1 read again') });
		const [key = ''] = s3.objects.keys();
		s3.objects.set(key, { bytes: Buffer.from('weighty'), writtenAt: Date.now() });
		expect(await findings.blobs(at)).toMatchObject({ state: 'bad', says: expect.stringContaining('holds other bytes') });
		s3.fail(403);
		await expect(findings.blobs(at)).rejects.toMatchObject({ fix: expect.stringContaining('BLOBS_SECRET_KEY') });
	} finally {
		await s3.stop();
	}
});

test('the commands back up, look and restore as an operator runs them', { timeout: 240_000 }, async () => {
	await makeSubmission(context.client, await makeUser(context.client), { secretId: context.secret.id });
	const made = run('backup', '--to', join(place, 'backups'));
	expect(made.stdout).toMatch(/1 submissions, 0 events, 0 blobs/);
	expect(await findings.lastBackup(context, join(place, 'backups'))).toMatchObject({ state: 'good' });
	expect(await findings.lastBackup({ ...context, now: () => Date.now() + 3 * DAY_MS }, join(place, 'backups'))).toMatchObject({
		state: 'look',
	});

	const backups = join(place, 'backups');
	mkdirSync(join(backups, '.gradus-2026-01-01T03-00-00Z.partial'));
	expect(await findings.lastBackup(context, backups)).toMatchObject({ state: 'look', says: expect.stringContaining('was killed') });
	rmSync(join(backups, '.gradus-2026-01-01T03-00-00Z.partial'), { recursive: true });
	const [folder = ''] = made.stdout.split(':');
	chmodSync(folder, 0o755);
	// Closed above is closed.
	expect(await findings.lastBackup(context, backups)).toMatchObject({ state: 'good' });
	chmodSync(backups, 0o755);
	expect(await findings.lastBackup(context, backups)).toMatchObject({ state: 'look', fix: expect.stringContaining('chmod -R go=') });

	const elsewhere = runWith({ DATABASE_URL: `file:${join(place, 'else.db')}` }, 'restore', folder, '--into', join(place, 'fresh'));
	expect([elsewhere.status, elsewhere.stderr]).toEqual([1, expect.stringContaining('DATABASE_URL names another file')]);
	expect(existsSync(join(place, 'fresh'))).toBe(false);
	const restored = run('restore', folder, '--into', join(place, 'fresh'));
	expect(restored.stdout, restored.stderr).toMatch(/1 submissions and 0 events as of/);
	const again = run('restore', folder, '--into', join(place, 'fresh'));
	expect([again.status, again.stderr]).toEqual([1, expect.stringMatching(/is not empty.*\n +at .*\n +fix /)]);
	expect(run('backup', '--keep', 'none')).toMatchObject({ status: 1, stderr: expect.stringContaining('--keep none') });

	const looked = run('doctor', '--backups', join(place, 'backups'));
	expect(looked.stdout, looked.stderr).toMatch(/✓ database .*migrations/);
	expect(looked.stdout).toMatch(/! graders +none is running/);
});
