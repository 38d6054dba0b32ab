/** The browser's store of the last snapshots: what is kept, forgotten, and said when there is no room. */
import { expect, test } from '@playwright/test';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

let server: WorkerServer;
test.beforeAll(async () => {
	server = await serveWorker();
});
test.afterAll(() => server.close());

interface Store {
	readonly saveSnapshot: (lab: string, preset: string, snapshot: object) => Promise<unknown>;
	readonly loadSnapshot: (lab: string, preset: string) => Promise<{ step: number; bytes: ArrayBuffer } | null>;
	readonly loadSnapshotAt: (lab: string, preset: string, step: number) => Promise<{ step: number; bytes: ArrayBuffer } | null>;
	readonly listSnapshots: (lab: string, preset: string) => Promise<readonly { step: number; savedAt: number; bytes: number }[]>;
	readonly forgetSnapshot: (lab: string, preset: string) => Promise<void>;
	readonly forgetSnapshotAt: (lab: string, preset: string, step: number) => Promise<void>;
}

test('a snapshot is kept over a reload, by lab and preset, until it is forgotten', async ({ page }) => {
	await page.goto(server.origin);
	const saved = await page.evaluate(() => {
		// The page's bundle puts its exports on a global.
		const { saveSnapshot } = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
		return saveSnapshot('train-gpt', 'tiny', { step: 7, bytes: Uint8Array.of(1, 2, 3).buffer, savedAt: 1 });
	});
	await page.reload();
	const found = await page.evaluate(async () => {
		// The page's bundle puts its exports on a global.
		const { loadSnapshot, forgetSnapshot } = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
		const kept = await loadSnapshot('train-gpt', 'tiny');
		const other = await loadSnapshot('train-gpt', 'small');
		await forgetSnapshot('train-gpt', 'tiny');
		return { step: kept?.step, bytes: kept && [...new Uint8Array(kept.bytes)], other, after: await loadSnapshot('train-gpt', 'tiny') };
	});

	expect(saved).toEqual({ saved: true });
	expect(found).toEqual({ step: 7, bytes: [1, 2, 3], other: null, after: null });
});

test('a full disk is said in words, and what was kept stays', async ({ page }) => {
	await page.goto(server.origin);
	const devtools = await page.context().newCDPSession(page);
	const save = (bytes: number): Promise<unknown> =>
		page.evaluate((size) => {
			// The page's bundle puts its exports on a global.
			const { saveSnapshot } = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
			const noise = new Uint8Array(size);
			for (let at = 0; at < size; at += 65_536) crypto.getRandomValues(noise.subarray(at, at + 65_536));
			return saveSnapshot('train-gpt', 'tiny', { step: size, bytes: noise.buffer, savedAt: 1 });
		}, bytes);
	await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 1_000_000 });
	expect(await save(1_000)).toEqual({ saved: true });

	expect(await save(4_000_000)).toMatchObject({ saved: false, message: expect.stringContaining('no room') });
	const kept = await page.evaluate(async () => {
		// The page's bundle puts its exports on a global.
		const { loadSnapshot } = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
		return (await loadSnapshot('train-gpt', 'tiny'))?.step;
	});
	expect(kept).toBe(1_000);
});

test('a long run is kept as twelve steps, the newest and the first among them, each with its own bytes', async ({ page }) => {
	await page.goto(server.origin);
	const seen = await page.evaluate(async () => {
		// The page's bundle puts its exports on a global.
		const store = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
		for (let step = 1; step <= 60; step++)
			await store.saveSnapshot('ring', 'tiny', { step, bytes: Uint8Array.of(step, 0).buffer, savedAt: step });
		const listed = await store.listSnapshots('ring', 'tiny');
		const loaded = await Promise.all(listed.map(({ step }) => store.loadSnapshotAt('ring', 'tiny', step)));
		await store.forgetSnapshotAt('ring', 'tiny', 60);
		const newest = (await store.loadSnapshot('ring', 'tiny'))?.step;
		return {
			listed,
			loaded: loaded.map((one) => one && new Uint8Array(one.bytes)[0]),
			newest,
			none: await store.loadSnapshotAt('ring', 'tiny', 60),
		};
	});
	const steps = seen.listed.map(({ step }) => step);

	expect(steps.length).toBe(12);
	expect([steps[0], steps.at(-1)]).toEqual([1, 60]);
	expect(seen.loaded).toEqual(steps);
	expect(seen.listed.every(({ bytes, savedAt, step }) => bytes === 2 && savedAt === step)).toBe(true);
	expect(seen.newest).toBe(steps.at(-2));
	expect(seen.none).toBeNull();
});

test('on a full disk the ring makes room for the newest', async ({ page }) => {
	await page.goto(server.origin);
	const devtools = await page.context().newCDPSession(page);
	const save = (step: number): Promise<unknown> =>
		page.evaluate((at) => {
			// The page's bundle puts its exports on a global.
			const { saveSnapshot } = (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots;
			const noise = new Uint8Array(1_000_000);
			for (let from = 0; from < noise.length; from += 50_000) crypto.getRandomValues(noise.subarray(from, from + 50_000));
			return saveSnapshot('full', 'tiny', { step: at, bytes: noise.buffer, savedAt: at });
		}, step);
	await devtools.send('Storage.overrideQuotaForOrigin', { origin: server.origin, quotaSize: 6_000_000 });
	const saved: unknown[] = [];
	for (let step = 1; step <= 12; step++) saved.push(await save(step));
	const listed = await page.evaluate(() => {
		// The page's bundle puts its exports on a global.
		return (globalThis as unknown as { gradus: { snapshots: Store } }).gradus.snapshots.listSnapshots('full', 'tiny');
	});
	const isSaved = (one: unknown): boolean => JSON.stringify(one) === '{"saved":true}';

	// What a deletion frees counts at once in some browsers and after a while in others; the newest that was kept is always there.
	expect(saved.filter(isSaved).length).toBeGreaterThanOrEqual(4);
	expect(listed.at(-1)?.step).toBe(saved.findLastIndex(isSaved) + 1);
	expect(listed.length).toBeLessThanOrEqual(6);
});
