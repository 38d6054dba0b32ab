/**
 * What must not be of a backup and a restore: a restore over something or one that cannot be made where data lies, half of one taken for
 * whole, a damaged file taken for good, an old backup lost to a full disk, a copy that others can read. That both give back what was there is the drill (drill.test.ts).
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { insertCheckpoint } from '#db/store/checkpoints.ts';
import { startSession } from '#server/auth.ts';
import { writeBlob } from '#server/blobs.ts';
import { readConfig } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { noteDeletion, noteGivenBack, readDeletions } from '#server/deletions.ts';
import { listBackups, listKilled, makeBackup } from '../../scripts/backup/make.ts';
import { restoreBackup } from '../../scripts/backup/restore.ts';
import { verifyBackup } from '../../scripts/backup/verify.ts';
import { makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';

const START = Date.UTC(2026, 8, 1, 3);
let context: Context & { close(): Promise<void> };
let place: string;
let now: number;

beforeEach(async () => {
	now = START;
	context = await openTestContext({}, () => now);
	place = mkdtempSync(join(tmpdir(), 'gradus-backups-'));
});
afterEach(async () => {
	await context.close();
	rmSync(place, { recursive: true, force: true });
});

const backUp = (to = join(place, 'backups'), keep?: number) =>
	makeBackup(context.config, { to, now: () => now, ...(keep === undefined ? {} : { keep }) });
const restoreInto = (folder: string, into = join(place, 'fresh'), deletions?: string) =>
	restoreBackup(folder, {
		into,
		databaseUrl: `file:${join(into, 'gradus.db')}`,
		blobs: null,
		...(deletions === undefined ? {} : { deletions }),
	});

/** So many, each of other bytes. */
async function keepBlobs(count: number): Promise<void> {
	for (let n = 0; n < count; n++) {
		const bytes = new Uint8Array(100_000).fill(n);
		await writeBlob(context, createHash('sha256').update(bytes).digest('hex'), bytes);
	}
}

describe('a restore', () => {
	test('keeps deleted accounts deleted, from the list beside the database', async () => {
		const [stays, goes, returns] = await Promise.all([1, 2, 3].map(() => makeUser(context.client)));
		const { folder } = await backUp();
		await noteDeletion(context, goes ?? '', START + 5);
		await noteDeletion(context, returns ?? '', START + 6);
		await noteGivenBack(context, returns ?? '');

		const { shutAgain } = await restoreInto(folder, undefined, join(context.config.GRADUS_DATA, 'deletions.jsonl'));

		expect(shutAgain).toBe(1);
		const client = await openDatabase(`file:${join(place, 'fresh/gradus.db')}`);
		const rows = await client.db.select().from(client.schema.users);
		await client.close();
		expect(new Map(rows.map(({ id, deletedAt }) => [id, deletedAt?.getTime() ?? null]))).toEqual(
			new Map([
				[stays, null],
				[goes, START + 5],
				[returns, null],
			]),
		);
		// The place that came back has the list itself, for the restore after this one.
		const list = join(place, 'fresh/deletions.jsonl');
		expect(readDeletions(list)).toEqual([
			{ userId: goes, deletedAt: new Date(START + 5) },
			{ userId: returns, givenBackAt: new Date(now) },
		]);
		expect(statSync(list).mode & 0o777).toBe(0o600);
	});

	test('opens an account that was given back after the backup', async () => {
		const userId = await makeUser(context.client, { deletedAt: new Date(START - 29 * 86_400_000) });
		await noteDeletion(context, userId, START - 29 * 86_400_000);
		const { folder } = await backUp();
		await noteGivenBack(context, userId);

		const { shutAgain } = await restoreInto(folder, undefined, join(context.config.GRADUS_DATA, 'deletions.jsonl'));

		expect(shutAgain).toBe(0);
		const client = await openDatabase(`file:${join(place, 'fresh/gradus.db')}`);
		expect((await client.db.select().from(client.schema.users)).map(({ deletedAt }) => deletedAt)).toEqual([null]);
		await client.close();
	});

	test('leaves an account shut that was given back once and deleted again after the list', async () => {
		const userId = await makeUser(context.client, { deletedAt: new Date(START + 100) });
		await noteDeletion(context, userId, START - 100);
		await noteGivenBack({ ...context, now: () => START }, userId);
		const { folder } = await backUp();

		await restoreInto(folder, undefined, join(context.config.GRADUS_DATA, 'deletions.jsonl'));

		const client = await openDatabase(`file:${join(place, 'fresh/gradus.db')}`);
		expect((await client.db.select().from(client.schema.users)).map(({ deletedAt }) => deletedAt?.getTime())).toEqual([START + 100]);
		await client.close();
	});
});

describe('a restore into a folder that is there', () => {
	/** A small file system of its own, or false where none can be mounted without root. */
	const mount = (folder: string, size = '40m') => {
		mkdirSync(folder, { recursive: true });
		return spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]).status === 0;
	};

	/** What the restored place holds, opened as a server opens it. */
	async function openedAt(into: string): Promise<{ users: number; secret: string }> {
		const opened = await openContext(readConfig({ GRADUS_DATA: into, LOG_LEVEL: 'silent' }));
		const users = await opened.client.db.select().from(opened.client.schema.users);
		await opened.client.close();
		return { users: users.length, secret: opened.secret.id };
	}

	test('which is a mount point on a root that cannot be written, as a container has it', async () => {
		await makeUser(context.client);
		await keepBlobs(2);
		const { folder } = await backUp();
		const root = join(place, 'root');
		const isMounted = mount(root, '1m');
		// Without root, at least a folder on another device than the backup.
		const into = isMounted ? join(root, 'data') : mkdtempSync('/dev/shm/gradus-restore-');
		try {
			if (isMounted) {
				expect(mount(into)).toBe(true);
				// As a disk of its own has one.
				mkdirSync(join(into, 'lost+found'));
				expect(spawnSync('mount', ['-o', 'remount,ro', root]).status).toBe(0);
				expect(() => writeFileSync(join(root, 'data.restoring'), '')).toThrow('EROFS');
			}
			expect(statSync(into).dev).not.toBe(statSync(folder).dev);

			await restoreInto(folder, into);

			expect(readdirSync(into).filter((name) => name.startsWith('.'))).toEqual([]);
			expect(await openedAt(into)).toEqual({ users: 1, secret: context.secret.id });
			expect(readdirSync(join(into, 'blobs'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())).toHaveLength(2);
			await expect(restoreInto(folder, into)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('is not empty') });
			expect((await openedAt(into)).users).toBe(1);
		} finally {
			for (const folder of isMounted ? [into, root] : []) spawnSync('umount', [folder]);
			if (!isMounted) rmSync(into, { recursive: true, force: true });
		}
	});

	test('which stays there, and empty, when it fails', async () => {
		await startSession(context, await makeUser(context.client), undefined);
		const file = new Sqlite(join(context.config.GRADUS_DATA, 'gradus.db'));
		// Sessions end as the last step but the move.
		file.exec("create trigger stays before delete on sessions begin select raise(abort, 'it stays'); end").close();
		const { folder } = await backUp();
		const into = join(place, 'fresh');
		mkdirSync(into);
		await expect(restoreInto(folder, into)).rejects.toThrow();
		expect(readdirSync(into)).toEqual([]);
	});

	test('which nothing takes for an installation when it is killed on the way; the next one begins anew', { timeout: 120_000 }, async () => {
		await makeUser(context.client);
		await keepBlobs(60);
		const { folder } = await backUp();
		const into = join(place, 'fresh');
		mkdirSync(into);
		const env = { ...process.env, GRADUS_DATA: into, DATABASE_URL: '', GRADUS_ROOT: process.cwd() };
		const child = spawn(process.execPath, ['--no-warnings', 'scripts/restore.ts', folder], { env, stdio: 'ignore' });
		await expect.poll(() => readdirSync(into), { timeout: 60_000, interval: 2 }).toEqual(['.restoring']);
		child.kill('SIGKILL');
		await once(child, 'exit');

		const isHalf = { kind: 'unavailable', at: join(into, '.restoring'), message: expect.stringContaining('half of a restore') };
		await expect(openedAt(into)).rejects.toMatchObject(isHalf);
		const config = readConfig({ GRADUS_DATA: into });
		await expect(makeBackup(config, { to: join(place, 'others'), now: () => now })).rejects.toMatchObject(isHalf);
		expect(readdirSync(into)).toEqual(['.restoring']);

		await restoreInto(folder, into);
		expect(await openedAt(into)).toEqual({ users: 1, secret: context.secret.id });
	});

	test('which is refused, and touched by nobody, when it was killed while what is whole moved to its place', async () => {
		const { folder } = await backUp();
		const into = join(place, 'fresh');
		mkdirSync(join(into, '.restoring'), { recursive: true });
		writeFileSync(join(into, '.restoring/gradus.db'), 'x');
		writeFileSync(join(into, 'secret'), 'x');
		await expect(openedAt(into)).rejects.toMatchObject({ kind: 'unavailable' });
		await expect(restoreInto(folder, into)).rejects.toMatchObject({
			kind: 'conflict',
			message: expect.stringContaining('cut off while it moved secret'),
			fix: expect.stringContaining('Empty it'),
		});
		expect(readdirSync(into).sort()).toEqual(['.restoring', 'secret']);
	});
});

describe('backups beside each other', () => {
	test('share blobs that did not change, and the oldest go when a new one is there', async () => {
		const bytes = new Uint8Array(1_000_000).fill(7);
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await writeBlob(context, sha256, bytes);
		for (let day = 0; day < 4; day++) {
			await backUp(undefined, 2);
			now += 86_400_000;
		}

		const folders = await listBackups(join(place, 'backups'));
		expect(folders.map((folder) => folder.slice(-20))).toEqual(['2026-09-03T03-00-00Z', '2026-09-04T03-00-00Z']);
		const inodes = folders.map((folder) => statSync(join(folder, 'blobs', sha256.slice(0, 2), sha256)).ino);
		expect(new Set(inodes).size).toBe(1);
		for (const folder of folders) await verifyBackup(folder);
	});

	test('stay when a living blob is damaged: it is named, and taken from the backup before where that one has it', async () => {
		const bytes = new TextEncoder().encode('weights');
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await writeBlob(context, sha256, bytes);
		writeFileSync(context.blobs.locate(sha256), 'weighty');
		await expect(backUp()).rejects.toMatchObject({ kind: 'unavailable', at: context.blobs.locate(sha256) });
		expect(readdirSync(join(place, 'backups'))).toEqual([]);

		writeFileSync(context.blobs.locate(sha256), bytes);
		const { folder } = await backUp();
		now += 86_400_000;
		// The copy in the backup before is the damaged one: the living blob is copied instead of shared.
		writeFileSync(join(folder, 'blobs', sha256.slice(0, 2), sha256), 'weighty');
		await verifyBackup((await backUp()).folder);
	});

	test('stay when the disk is full, and nothing half-made is left', async ({ skip }) => {
		const disk = join(place, 'disk');
		mkdirSync(disk);
		const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=40m', 'tmpfs', disk]).status === 0;
		if (!isMounted) skip('no small disk can be mounted without root');
		try {
			const { folder } = await backUp(disk);
			// Room for the database, and for one of the two blobs that follow.
			writeFileSync(join(disk, 'other'), Buffer.alloc(1_000_000));
			for (const fill of [1, 2]) {
				const bytes = Buffer.alloc(24 * 1_048_576, fill);
				await writeBlob(context, createHash('sha256').update(bytes).digest('hex'), bytes);
			}
			now += 86_400_000;

			await expect(backUp(disk)).rejects.toMatchObject({ kind: 'unavailable', fix: expect.stringMatching(/disk is full.*untouched/) });
			expect(readdirSync(disk).sort()).toEqual([folder.split('/').at(-1), 'other'].sort());
			await verifyBackup(folder);

			writeFileSync(join(disk, 'other'), Buffer.alloc(30_000_000));
			await expect(backUp(disk)).rejects.toMatchObject({ message: expect.stringMatching(/MiB left, and the database alone needs/) });
			await verifyBackup(folder);
		} finally {
			spawnSync('umount', [disk]);
		}
	});
});

describe('a backup', () => {
	test('is closed to others, folders and files, shared ones too', async () => {
		await keepBlobs(2);
		const { folder: first } = await backUp();
		now += 86_400_000;
		const { folder } = await backUp();
		const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);
		for (const each of [first, folder]) {
			const entries = readdirSync(each, { recursive: true, withFileTypes: true });
			const [folders, files] = [entries.filter((entry) => entry.isDirectory()), entries.filter((entry) => entry.isFile())];
			expect(files.length).toBe(5);
			const pathsOf = (list: typeof entries) => list.map(({ parentPath, name }) => join(parentPath, name));
			expect(new Set([each, ...pathsOf(folders)].map(modeOf))).toEqual(new Set(['700']));
			expect(new Set(pathsOf(files).map(modeOf))).toEqual(new Set(['600']));
		}
		expect(modeOf(join(place, 'backups'))).toBe('700');
	});

	test('that was killed is removed by the next one, once it can no longer be running', async () => {
		const left = join(place, 'backups/.gradus-2026-09-01T02-00-00Z.partial');
		mkdirSync(join(left, 'blobs'), { recursive: true });
		writeFileSync(join(left, 'database'), 'half');
		const other = join(place, 'backups/.somebody-else.partial');
		mkdirSync(other);
		await backUp();
		expect(existsSync(left)).toBe(true);
		now += 12 * 3_600_000;
		const { notRemoved } = await backUp();
		expect(notRemoved).toEqual([]);
		expect([existsSync(left), existsSync(other)]).toEqual([false, true]);
	});

	test('leaves what is not a backup alone, however its name reads as a date', async () => {
		const others = ['2025', '2026-08-01', 'exam-2026-08-20', 'photos 2024', 'gradus-old-2025'].map((name) => join(place, 'backups', name));
		for (const other of others) mkdirSync(other, { recursive: true });
		await backUp(undefined, 1);
		now += 86_400_000;
		await backUp(undefined, 1);
		expect(others.filter((other) => !existsSync(other))).toEqual([]);
		expect(await listKilled(join(place, 'backups'), now)).toEqual([]);
	});

	test('has its name only once it was read back: bytes that changed on the disk make none, and the one before stays', async () => {
		const bytes = new TextEncoder().encode('weights');
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		const { folder: first } = await backUp(undefined, 1);
		await writeBlob(context, sha256, bytes);
		now += 86_400_000;
		const written = join(place, 'backups/.gradus-2026-09-02T03-00-00Z.partial/blobs', sha256.slice(0, 2), sha256);
		const damaging = setInterval(() => {
			if (existsSync(written)) writeFileSync(written, 'other bytes');
		}, 0);

		await expect(backUp(undefined, 1))
			.rejects.toMatchObject({ kind: 'unavailable', message: expect.stringMatching(/reads back otherwise than it was written\. blobs/) })
			.finally(() => clearInterval(damaging));
		expect(readdirSync(join(place, 'backups')).map((name) => join(place, 'backups', name))).toEqual([first]);
	});

	test('takes a blob that the store has lost from the one before, and keeps whichever older one has it', async () => {
		const userId = await makeUser(context.client);
		const bytes = new TextEncoder().encode('weights');
		const sha256 = createHash('sha256').update(bytes).digest('hex');
		await writeBlob(context, sha256, bytes);
		await insertCheckpoint(context.client, { userId, sha256, sizeBytes: bytes.length, now });
		const first = await backUp(undefined, 1);
		expect(first.missing).toEqual([]);

		rmSync(context.blobs.locate(sha256));
		now += 86_400_000;
		const second = await backUp(undefined, 1);
		expect(second.missing).toEqual([]);
		expect(readFileSync(join(second.folder, 'blobs', sha256.slice(0, 2), sha256), 'utf8')).toBe('weights');
		expect(existsSync(first.folder)).toBe(false);

		// Out of the store's reach and out of the last one's, but not of the one before.
		now += 86_400_000;
		const third = await backUp(undefined, 2);
		rmSync(join(third.folder, 'blobs', sha256.slice(0, 2), sha256));
		now += 86_400_000;
		const fourth = await backUp(undefined, 1);
		expect([fourth.missing, fourth.holders]).toEqual([[sha256], [second.folder]]);
		expect(await listBackups(join(place, 'backups'))).toEqual([second.folder, fourth.folder]);
		await verifyBackup(fourth.folder);

		// Lost for good, it holds nothing up.
		rmSync(join(second.folder, 'blobs', sha256.slice(0, 2), sha256));
		now += 86_400_000;
		const fifth = await backUp(undefined, 1);
		expect([fifth.missing, fifth.holders]).toEqual([[sha256], []]);
		expect(await listBackups(join(place, 'backups'))).toEqual([fifth.folder]);
	});

	test('was made although an old one would not go, and says so', async ({ skip }) => {
		const { folder: old } = await backUp();
		now += 86_400_000;
		// Held by something: a mount point cannot be removed, not even by root.
		const held = join(old, 'held');
		mkdirSync(held);
		if (spawnSync('mount', ['-t', 'tmpfs', 'tmpfs', held]).status !== 0) skip('nothing can be mounted without root');
		try {
			const { folder, notRemoved } = await backUp(undefined, 1);
			expect(notRemoved).toEqual([expect.stringMatching(/2026-09-01T03-00-00Z could not be removed: EBUSY.*\.$/)]);
			await verifyBackup(folder);
		} finally {
			spawnSync('umount', [held]);
		}
		now += 86_400_000;
		const { notRemoved } = await backUp(undefined, 1);
		expect(notRemoved).toEqual([]);
		expect(await listBackups(join(place, 'backups'))).toHaveLength(1);
	});
});

describe('a restore is refused', () => {
	test('where another secret is handed in than the backup was made under', async () => {
		const { folder } = await backUp();
		const options = { into: join(place, 'fresh'), databaseUrl: `file:${join(place, 'fresh/gradus.db')}`, blobs: null };
		const refused = restoreBackup(folder, { ...options, handedSecretId: 'another' });
		await expect(refused).rejects.toMatchObject({ kind: 'conflict', at: 'GRADUS_SECRET_FILE' });
		expect(existsSync(join(place, 'fresh'))).toBe(false);
		await restoreBackup(folder, { ...options, handedSecretId: context.secret.id });
	});

	test('over a living place, which stays as it is', async () => {
		const { folder } = await backUp();
		const living = readFileSync(join(context.config.GRADUS_DATA, 'secret'));
		await expect(restoreInto(folder, context.config.GRADUS_DATA)).rejects.toMatchObject({ kind: 'conflict' });
		expect(readFileSync(join(context.config.GRADUS_DATA, 'secret'))).toEqual(living);
		expect(existsSync(join(context.config.GRADUS_DATA, '.restoring'))).toBe(false);
	});

	test('of a damaged, an incomplete and a foreign folder, by name of what is wrong', async () => {
		const { folder } = await backUp();
		appendFileSync(join(folder, 'database'), 'x');
		await expect(restoreInto(folder)).rejects.toMatchObject({ message: 'database is damaged in this backup.' });
		rmSync(join(folder, 'secret'));
		rmSync(join(folder, 'database'));
		await expect(restoreInto(folder)).rejects.toMatchObject({ message: expect.stringMatching(/is missing in this backup/) });
		await expect(restoreInto(tmpdir())).rejects.toMatchObject({ message: expect.stringMatching(/is no backup/) });
		expect(existsSync(join(place, 'fresh'))).toBe(false);
	});

	test('of a folder with a file that its manifest does not name', async () => {
		const { folder } = await backUp();
		mkdirSync(join(folder, 'blobs/ab'), { recursive: true });
		writeFileSync(join(folder, 'blobs/ab/planted'), 'x');
		await expect(restoreInto(folder)).rejects.toMatchObject({
			kind: 'invalid',
			at: join(folder, 'blobs/ab/planted'),
			message: expect.stringContaining('its manifest does not name it'),
		});
		expect(existsSync(join(place, 'fresh'))).toBe(false);
	});

	test('of a manifest that was cut short, and with a list of deletions that is not there', async () => {
		const { folder } = await backUp();
		await expect(restoreInto(folder, undefined, join(place, 'none.jsonl'))).rejects.toMatchObject({
			kind: 'invalid',
			message: expect.stringContaining('cannot be read'),
		});
		const path = join(folder, 'manifest.json');
		writeFileSync(path, readFileSync(path, 'utf8').slice(0, -40));
		await expect(restoreInto(folder)).rejects.toMatchObject({ kind: 'invalid', at: path, fix: expect.stringContaining('another backup') });
		expect(existsSync(join(place, 'fresh'))).toBe(false);
	});

	test('of a newer Gradus, and into another engine', async () => {
		const { folder } = await backUp();
		const path = join(folder, 'manifest.json');
		const manifest: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
		await expect(
			restoreBackup(folder, { into: join(place, 'fresh'), databaseUrl: 'postgres://nowhere/gradus', blobs: null }),
		).rejects.toMatchObject({
			at: 'DATABASE_URL',
		});
		writeFileSync(path, JSON.stringify({ ...manifest, migrations: 999 }));
		await expect(restoreInto(folder)).rejects.toMatchObject({ message: expect.stringMatching(/newer than this one/) });
	});
});
