/**
 * What must not be of a backup and a restore: a restore over something, a damaged file taken for good, an old backup lost to a full disk.
 * That both give back what was there is the drill (drill.test.ts).
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { writeBlob } from '#server/blobs.ts';
import type { Context } from '#server/context.ts';
import { noteDeletion } from '#server/deletions.ts';
import { listBackups, makeBackup } from '../../scripts/backup/make.ts';
import { restoreBackup, verifyBackup } from '../../scripts/backup/restore.ts';
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

describe('a restore', () => {
	test('keeps deleted accounts deleted, from the list beside the database', async () => {
		const [stays, goes, returns] = await Promise.all([1, 2, 3].map(() => makeUser(context.client)));
		const { folder } = await backUp();
		await noteDeletion(context, goes ?? '', START + 5);
		await noteDeletion(context, returns ?? '', START + 6);
		await noteDeletion(context, returns ?? '', null);

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

describe('a restore is refused', () => {
	test('over a living place, which stays as it is', async () => {
		const { folder } = await backUp();
		const living = readFileSync(join(context.config.GRADUS_DATA, 'secret'));
		await expect(restoreInto(folder, context.config.GRADUS_DATA)).rejects.toMatchObject({ kind: 'conflict' });
		expect(readFileSync(join(context.config.GRADUS_DATA, 'secret'))).toEqual(living);
		expect(existsSync(`${context.config.GRADUS_DATA}.restoring`)).toBe(false);
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
