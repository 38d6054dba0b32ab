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
	readonly forgetSnapshot: (lab: string, preset: string) => Promise<void>;
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
