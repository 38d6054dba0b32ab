/**
 * The drill: a backup while learners submit and a grader judges, a restore into a fresh place, and every acknowledged submission, verdict and
 * mastery value as it was. And what must not be: a restore over something, a damaged file taken for good, an old backup lost to a full disk.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { startSession } from '#server/auth.ts';
import { writeBlob } from '#server/blobs.ts';
import type { Context } from '#server/context.ts';
import { noteDeletion } from '#server/deletions.ts';
import { listBackups, makeBackup } from '../../scripts/backup/make.ts';
import { restoreBackup, verifyBackup } from '../../scripts/backup/restore.ts';
import { makeUser } from '../support/database.ts';
import { ACCEPTED, judge, makeActor, REJECTED } from '../support/learning.ts';
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
	restoreBackup(folder, { into, databaseUrl: `file:${join(into, 'gradus.db')}`, ...(deletions === undefined ? {} : { deletions }) });

/** All rows of the tables that record work, in a fixed order. */
async function workIn(url: string) {
	const client = await openDatabase(url);
	try {
		const { submissions, verdicts, events, mastery } = client.schema;
		return {
			submissions: await client.db.select().from(submissions).orderBy(submissions.id),
			verdicts: await client.db.select().from(verdicts).orderBy(verdicts.id),
			events: await client.db.select().from(events).orderBy(events.id),
			mastery: await client.db.select().from(mastery).orderBy(mastery.userId, mastery.skill),
		};
	} finally {
		await client.close();
	}
}

describe('a backup under load', () => {
	test('holds every submission that was acknowledged before it began, and a restore gives back each value', async () => {
		const weights = new TextEncoder().encode('weights');
		const sha256 = createHash('sha256').update(weights).digest('hex');
		await writeBlob(context, sha256, weights);
		const people = await Promise.all([1, 2, 3].map(() => makeActor(context)));
		const acknowledged: string[] = [];
		let isOver = false;
		const load = (async () => {
			for (let n = 0; !isOver; n++) {
				now += 60_000;
				const actor = people[n % people.length];
				if (actor) acknowledged.push(await judge(context, actor, n % 3 === 0 ? ACCEPTED : REJECTED, `export const n = ${n};`));
				await new Promise((resolve) => setImmediate(resolve));
			}
		})();
		await expect.poll(() => acknowledged.length).toBeGreaterThan(30);

		const before = [...acknowledged];
		const { folder, manifest } = await backUp();
		await expect.poll(() => acknowledged.length).toBeGreaterThan(before.length);
		isOver = true;
		await load;
		await restoreInto(folder);

		const restored = await workIn(`file:${join(place, 'fresh/gradus.db')}`);
		const ids = new Set(restored.submissions.map(({ id }) => id));
		expect(before.filter((id) => !ids.has(id))).toEqual([]);
		expect(restored.submissions).toHaveLength(manifest.rows['submissions'] ?? -1);
		expect(restored.verdicts.map(({ submissionId }) => submissionId).sort()).toEqual([...ids].sort());
		// What came after the copy is not in it; what is in it is as it was.
		const living = await workIn(context.config.databaseUrl);
		expect(restored.submissions).toEqual(living.submissions.filter(({ id }) => ids.has(id)));
		expect(restored.events).toEqual(living.events.filter(({ submissionId }) => submissionId !== null && ids.has(submissionId)));
		expect(readFileSync(join(place, 'fresh/blobs', sha256.slice(0, 2), sha256))).toEqual(Buffer.from(weights));
		expect(readFileSync(join(place, 'fresh/secret'))).toEqual(readFileSync(join(context.config.GRADUS_DATA, 'secret')));
		expect(statSync(join(place, 'fresh/secret')).mode & 0o777).toBe(0o600);
	});

	test('of a quiet installation gives back every mastery value, and nobody stays signed in', async () => {
		const actor = await makeActor(context);
		for (const verdict of [REJECTED, ACCEPTED]) {
			await judge(context, actor, verdict);
			now += 3_600_000;
		}
		await startSession(context, actor.id, undefined);

		await restoreInto((await backUp()).folder);

		const restored = await workIn(`file:${join(place, 'fresh/gradus.db')}`);
		expect(restored).toEqual(await workIn(context.config.databaseUrl));
		expect(restored.mastery.length).toBeGreaterThan(0);
		const client = await openDatabase(`file:${join(place, 'fresh/gradus.db')}`);
		expect(await client.db.select().from(client.schema.sessions)).toEqual([]);
		await client.close();
	});

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

	test('of a newer Gradus, and into another engine', async () => {
		const { folder } = await backUp();
		const path = join(folder, 'manifest.json');
		const manifest: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
		await expect(restoreBackup(folder, { into: join(place, 'fresh'), databaseUrl: 'postgres://nowhere/gradus' })).rejects.toMatchObject({
			at: 'DATABASE_URL',
		});
		writeFileSync(path, JSON.stringify({ ...manifest, migrations: 999 }));
		await expect(restoreInto(folder)).rejects.toMatchObject({ message: expect.stringMatching(/newer than this one/) });
	});
});
