/**
 * One suite for both places of blobs, the folder and an S3-compatible store; then what only a store far away does: it is slow, breaks off,
 * answers with an error, or does not let us in. None of that is ever a learner's doing.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pino from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { storageFaultOf } from '#db/storage-fault.ts';
import { selectOptionalJob } from '#db/store/jobs.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { errorResponse } from '#server/api.ts';
import type { BlobStore } from '#server/blob-store.ts';
import { readBlob, sweepBlobs, writeBlob } from '#server/blobs.ts';
import { readConfig } from '#server/config.ts';
import type { Context } from '#server/context.ts';
import { openFolderBlobs } from '#server/folder-blobs.ts';
import { gradeNext } from '#server/grader.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';
import { openS3Blobs } from '#server/s3-blobs.ts';
import { makeSubmission } from '../support/database.ts';
import { makeActor } from '../support/learning.ts';
import { PREFIX, type S3Server, type S3Trouble, startS3Server } from '../support/s3-server.ts';
import { openTestContext } from '../support/site.ts';

const DAY_MS = 86_400_000;
const START = Date.UTC(2026, 10, 27, 12);
const QUICK = { waitMs: 1 };
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const bytesOf = (text: string) => new TextEncoder().encode(text);

let base: Context & { close(): Promise<void> };
let now: number;
let logged: string[];
let s3: S3Server;

beforeEach(async () => {
	now = START;
	logged = [];
	base = await openTestContext({}, () => now);
	s3 = await startS3Server(() => now);
});
afterEach(async () => {
	await s3.stop();
	await base.close();
});

function contextWith(blobs: BlobStore): Context {
	return { ...base, blobs, log: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }) };
}

function openS3(over: Readonly<Record<string, string>> = {}, options: Parameters<typeof openS3Blobs>[1] = QUICK): BlobStore {
	const { blobs } = readConfig({ ...s3.env, ...over });
	if (blobs === null) throw new Error('The settings of the store were not taken.');
	return openS3Blobs(blobs, options);
}

interface Place {
	readonly store: BlobStore;
	/** Puts bytes under a name as nobody should. */
	spoil(name: string, bytes: Uint8Array): void;
	close(): void;
}

const PLACES: Readonly<Record<string, () => Place>> = {
	folder() {
		const folder = mkdtempSync(join(tmpdir(), 'gradus-blobs-'));
		const store = openFolderBlobs(folder, () => now);
		return {
			store,
			spoil(name, bytes) {
				mkdirSync(dirname(store.locate(name)), { recursive: true });
				writeFileSync(store.locate(name), bytes);
			},
			close: () => rmSync(folder, { recursive: true, force: true }),
		};
	},
	s3: () => ({
		store: openS3(),
		spoil: (name, bytes) => void s3.objects.set(`${PREFIX}${name.slice(0, 2)}/${name}`, { bytes: Buffer.from(bytes), writtenAt: now }),
		close: () => undefined,
	}),
};

async function namesIn(store: BlobStore): Promise<string[]> {
	const names: string[] = [];
	for await (const { name } of store.list()) names.push(name);
	return names.sort();
}

describe.each(Object.entries(PLACES))('blobs in the %s', (_, open) => {
	let place: Place;
	let context: Context;
	beforeEach(() => {
		place = open();
		context = contextWith(place.store);
	});
	afterEach(() => place.close());

	const keep = async (text: string) => {
		const bytes = bytesOf(text);
		await writeBlob(context, sha256Of(bytes), bytes);
		return sha256Of(bytes);
	};

	test('come back as they went in, each listed once with its size', async () => {
		const names = [];
		for (const text of ['', 'one', 'two', 'three', 'x'.repeat(300_000)]) names.push(await keep(text));
		await keep('two');

		expect(await namesIn(place.store)).toEqual(names.sort());
		for await (const { name, sizeBytes, writtenAt } of place.store.list()) {
			expect(sizeBytes).toBe((await readBlob(context, name)).length);
			expect(writtenAt).toBeGreaterThan(START - DAY_MS);
		}
		expect(Buffer.from(await readBlob(context, sha256Of(bytesOf('three')))).toString()).toBe('three');
	});

	test('go in under no other hash than their own', async () => {
		await expect(writeBlob(context, sha256Of(bytesOf('a')), bytesOf('b'))).rejects.toMatchObject({ kind: 'invalid' });
		expect(await namesIn(place.store)).toEqual([]);
	});

	test('that are gone or hold other bytes are our fault, and the log says where', async () => {
		const name = sha256Of(bytesOf('weights'));
		await expect(readBlob(context, name)).rejects.toMatchObject({
			kind: 'unavailable',
			message: expect.stringContaining('is not in the blob store'),
		});
		place.spoil(name, bytesOf('weighty'));
		await expect(readBlob(context, name)).rejects.toMatchObject({ kind: 'unavailable', message: expect.stringContaining('our fault') });
		expect(logged.map((line) => JSON.parse(line))).toMatchObject([
			{ event: 'blob-gone', at: place.store.locate(name) },
			{ event: 'blob-damaged', at: place.store.locate(name) },
		]);
	});

	test('that nobody names are swept after a day, and one that was sent again meanwhile stays', async () => {
		const [named, old, again] = [await keep('named'), await keep('old'), await keep('again')];
		// A file has the age that the disk gives it: from here on it is the clock that goes.
		now = Date.now() + 2 * DAY_MS;
		await keep('again');

		expect(await sweepBlobs(context, async (sha256) => sha256 === named, DAY_MS)).toBe(1);
		expect(await namesIn(place.store)).toEqual([named, again].sort());
		expect(await place.store.get(old)).toBeNull();
	});

	test('are looked at again right before they are removed', async () => {
		const name = await keep('weights');
		now = Date.now() + 2 * DAY_MS;
		const removed = await sweepBlobs(
			context,
			async () => {
				// Somebody sends the same weights between the list and the removal.
				await keep('weights');
				return false;
			},
			DAY_MS,
		);
		expect(removed).toBe(0);
		expect(await namesIn(place.store)).toEqual([name]);
		expect(await place.store.removeOlder(sha256Of(bytesOf('none')), Number.POSITIVE_INFINITY)).toBe(false);
	});
});

test('what a crash left half written in the folder is swept too', async () => {
	const { store, close } = PLACES['folder']?.() ?? expect.fail();
	const name = sha256Of(bytesOf('half'));
	mkdirSync(dirname(store.locate(name)), { recursive: true });
	writeFileSync(`${store.locate(name)}.0123456789ab`, 'ha');
	now = Date.now() + 2 * DAY_MS;
	expect(await sweepBlobs(contextWith(store), async () => false, DAY_MS)).toBe(1);
	expect(readdirSync(dirname(store.locate(name)))).toEqual([]);
	close();
});

describe('an S3-compatible store', () => {
	const weights = bytesOf('weights');
	const name = sha256Of(weights);

	test('keeps what is not ours, also under our prefix', async () => {
		const context = contextWith(openS3());
		const theirs = ['notes.txt', `${PREFIX}readme`, `${PREFIX}other/${name.slice(0, 2)}/${name}`, `${name.slice(0, 2)}/${name}`];
		for (const key of theirs) s3.objects.set(key, { bytes: Buffer.from('theirs'), writtenAt: 0 });
		expect(await namesIn(context.blobs)).toEqual([]);
		expect(await sweepBlobs(context, async () => false, DAY_MS)).toBe(0);
		expect([...s3.objects.keys()]).toEqual(theirs);
	});

	test.each<S3Trouble>([500, 503, 429, 'hang-up', 'cut'])('that meets %s is asked again, with a new signature', async (trouble) => {
		const store = openS3();
		s3.fail(trouble, 2);
		await store.put(name, weights);
		s3.fail(trouble, 3);
		expect(await store.get(name)).toEqual(weights);
		s3.fail(trouble, 1);
		expect(await namesIn(store)).toEqual([name]);
		// An answer without a body cannot be cut.
		expect(s3.requests.filter((each) => each.startsWith('PUT')).length).toBeGreaterThanOrEqual(trouble === 'cut' ? 1 : 3);
		expect(s3.requests.filter((each) => each.startsWith('GET') && each.includes(name))).toHaveLength(4);
	});

	test('that says nothing is left after a while, and asked again', async () => {
		const store = openS3({}, { waitMs: 1, tryMs: 300 });
		await store.put(name, weights);
		s3.fail('silence', 1);
		expect(await store.get(name)).toEqual(weights);
	});

	test.each<readonly [string, S3Trouble, RegExp]>([
		['fails', 500, /does not answer: 500 InternalError, 4 times/],
		['hangs up', 'hang-up', /does not answer: .+, 4 times/],
		['cuts its answers short', 'cut', /does not answer: .+, 4 times/],
		['does not let us in', 403, /says 403 AccessDenied/],
		['speaks no S3', 'web-page', /says 404 for the bucket/],
		['redirects', 301, /says 301/],
	])('that %s for good is a fault of storage, and no blob is taken for missing', async (_, trouble, said) => {
		const store = openS3();
		await store.put(name, weights);
		s3.fail(trouble);
		const error: unknown = await store.get(name).catch((caught: unknown) => caught);
		expect(error).toMatchObject({ message: expect.stringMatching(said), fix: expect.stringMatching(/\w/) });
		expect(storageFaultOf(error)).toBe('blobs');
	});

	test('that does not know the key, the secret or the bucket says which setting to look at, and never the secret', async () => {
		const faults: [Readonly<Record<string, string>>, RegExp, RegExp][] = [
			[{ BLOBS_ACCESS_KEY: 'GK9' }, /403 InvalidAccessKeyId/, /BLOBS_ACCESS_KEY/],
			[{ BLOBS_SECRET_KEY: 'not-that-one' }, /403 SignatureDoesNotMatch/, /BLOBS_SECRET_KEY/],
			[{ BLOBS_URL: 's3://elsewhere' }, /404 NoSuchBucket/, /Make the bucket/],
			[{ BLOBS_REGION: 'moon' }, /403 AuthorizationHeaderMalformed/, /BLOBS_/],
		];
		for (const [over, message, fix] of faults) {
			const error: unknown = await openS3(over)
				.put(name, weights)
				.catch((caught: unknown) => caught);
			expect(error).toMatchObject({ code: 'BLOBS_REFUSED', message: expect.stringMatching(message), fix: expect.stringMatching(fix) });
			expect(String(error)).not.toMatch(/not-that-one|kept-by-nobody/);
		}
		expect(s3.objects.size).toBe(0);
	});

	test('that is away is told to a learner as our fault, with a time to come again', async () => {
		const context = contextWith(openS3());
		const actor = await makeActor(context);
		s3.fail(503);
		const error: unknown = await putCheckpoint(context, actor, name, weights).catch((caught: unknown) => caught);
		const response = errorResponse(error, context, '/api/checkpoints');
		expect([response.status, response.headers.get('retry-after')]).toEqual([503, '30']);
		expect(await response.json()).toMatchObject({ message: expect.stringContaining('our fault'), fix: 'Try again in a minute.' });
	});
});

test('a store that is away costs a submission no try; a blob that is gone from it does', async () => {
	const context = contextWith(openS3());
	const id = await makeSubmission(context.client, (await makeActor(context)).id, { createdAt: new Date(now) });
	const options = {
		pool: new Pool({ layers: probeLayers('off'), folder: 'nowhere', size: 0 }),
		owner: 'grader',
		signal: new AbortController().signal,
		async prepare() {
			await readBlob(context, sha256Of(bytesOf('weights')));
			throw new Error('There were weights after all.');
		},
	};
	s3.fail(503);
	await expect(gradeNext(context, 'quick', options)).rejects.toMatchObject({ code: 'BLOBS_AWAY' });
	expect(await selectOptionalJob(context.client, id)).toMatchObject({ state: 'queued', lastError: null });

	s3.fail(503, 0);
	now += DAY_MS;
	expect(await gradeNext(context, 'quick', options)).toBe('fault');
	const job = await selectOptionalJob(context.client, id);
	expect(job).toMatchObject({
		state: 'queued',
		lastError: expect.stringMatching(/^1\. fault: AppError: The blob .* is not in the blob store/),
	});
});

describe('the settings of the store', () => {
	test.each([
		['BLOBS_ENDPOINT', { BLOBS_ENDPOINT: '' }],
		['BLOBS_ACCESS_KEY', { BLOBS_ACCESS_KEY: '' }],
		['BLOBS_SECRET_KEY', { BLOBS_SECRET_KEY: '' }],
		['BLOBS_URL', { BLOBS_URL: '' }],
		['BLOBS_URL', { BLOBS_URL: 'https://bucket' }],
		['BLOBS_URL', { BLOBS_URL: 's3://Bucket' }],
		['BLOBS_ENDPOINT', { BLOBS_ENDPOINT: 'ftp://store' }],
	])('say that %s is the trouble, and never the secret', (at, over) => {
		const read = () => readConfig({ ...s3.env, ...over });
		expect(read).toThrow(expect.objectContaining({ kind: 'invalid', at }));
		expect(read).not.toThrow(/kept-by-nobody/);
	});

	test('take secrets from files, and not twice', () => {
		const folder = mkdtempSync(join(tmpdir(), 'gradus-secrets-'));
		const path = join(folder, 'key');
		writeFileSync(path, 'from-a-file\n');
		const env = { ...s3.env, BLOBS_SECRET_KEY: '', BLOBS_SECRET_KEY_FILE: path };
		expect(readConfig(env).blobs).toMatchObject({ secretAccessKey: 'from-a-file', prefix: PREFIX, bucket: 'gradus-blobs' });
		const faultOf = (over: Readonly<Record<string, string>>) => () => readConfig({ ...env, ...over });
		expect(faultOf({ BLOBS_SECRET_KEY: 'too' })).toThrow('are both set');
		expect(faultOf({ BLOBS_SECRET_KEY_FILE: join(folder, 'none') })).toThrow('cannot be read');
		writeFileSync(path, '\n');
		expect(faultOf({})).toThrow('is empty');
		rmSync(folder, { recursive: true });
	});
});
