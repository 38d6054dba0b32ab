/** Checkpoints over the death of a page: a run whose tab crashes or is closed goes on in the next one as if nothing had happened; and what the ring keeps. */
import { readFileSync } from 'node:fs';
import { type BrowserContext, expect, type Page, test } from '@playwright/test';
import { isNight, sampleOf, seed } from '../support/sample.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

const source = (file: string): string => readFileSync(new URL(`../../src/labs/${file}`, import.meta.url), 'utf8');

interface Order {
	readonly prefer: readonly string[];
	/** On from what the keeper has, else afresh. */
	readonly isResumed: boolean;
	/** Stop at this step; never, where the page is going to die. */
	readonly stopAtStep: number;
	readonly code: string;
	readonly attention: string;
}

interface Ended {
	/** Loss by step, those of the run before the resumed step included. */
	readonly losses: [number, number][];
	readonly steps: number[];
	/** The step that it went on from. */
	readonly from: number;
	readonly failed: string[];
}

/** What the lab page does with a session and its keeper, without the page. */
function trainInPage(page: Page, order: Order): Promise<Ended> {
	return page.evaluate(async (asked) => {
		// biome-ignore lint/suspicious/noExplicitAny: the page's bundle puts its exports on a global.
		const { createLabSession, createTrainingKeeper, cutAfter, emptyRun, foldRun, labs } = (globalThis as any).gradus;
		const lab = labs.find(({ id }: { id: string }) => id === 'train-gpt');
		const keeper = createTrainingKeeper('train-gpt', 'ann');
		const earlier = await keeper.load('tiny');
		const kept = asked.isResumed ? keeper.kept.peek() : null;
		let run = emptyRun('train', 'tiny', Date.now(), 1);
		if (kept !== null && earlier !== null) run = { ...run, ...cutAfter(earlier, kept.step) };
		keeper.begin('tiny', kept !== null);
		const failed: string[] = [];
		let taken = Promise.resolve();
		const session = createLabSession({
			prefer: asked.prefer,
			// A software GPU on a busy machine is slow, not stuck.
			limits: { stuckMs: 200_000 },
			onState: () => undefined,
			// biome-ignore lint/suspicious/noExplicitAny: messages are parsed by the session.
			onMessage(message: any) {
				run = foldRun(run, [message]);
				if (message.type === 'failed') failed.push(message.message);
				if (message.type === 'snapshot') taken = keeper.take(message, run);
				if (message.type === 'metric' && message.step >= asked.stopAtStep) void session.stop();
			},
		});
		const my = { 'causal-attention': asked.attention };
		await session.train({ lab, code: asked.code, my, preset: 'tiny', seed: 1, resume: kept?.bytes ?? null });
		// The last snapshot is still being written when the run has ended.
		await taken;
		session.dispose();
		const losses = run.points.map(({ step, loss }: { step: number; loss: number }) => [step, loss]);
		return { losses, from: kept?.step ?? 0, failed, steps: keeper.ring.peek().map(({ step }: { step: number }) => step) };
	}, order) as Promise<Ended>;
}

function keptSteps(page: Page): Promise<number[]> {
	return page.evaluate(async () => {
		// The page's bundle puts its exports on a global.
		const { listSnapshots } = (globalThis as unknown as { gradus: { snapshots: { listSnapshots: List } } }).gradus.snapshots;
		return (await listSnapshots('ann/train-gpt', 'tiny')).map(({ step }) => step);
	});
}
type List = (lab: string, preset: string) => Promise<readonly { readonly step: number }[]>;

let server: WorkerServer;
test.beforeAll(async () => {
	server = await serveWorker();
});
test.afterAll(() => server.close());

/** On WASM the whole run takes less than the time between two snapshots, so its rate takes a moment to say. */
const SLOW_RATE = source('train-gpt/solution.ts').replace(
	/(export function learningRate\([^{]*\{)/,
	'$1 for (const end = Date.now() + 60; Date.now() < end; ); ',
);

const ORDER = {
	code: SLOW_RATE,
	attention: source('causal-attention/solution.ts'),
	isResumed: false,
	stopAtStep: 1e9,
};

async function openPage(context: BrowserContext): Promise<Page> {
	const page = await context.newPage();
	await page.goto(server.origin);
	return page;
}

/** Trains until the ring holds something, then kills the page; the steps that were kept by then. */
async function trainAndDie(context: BrowserContext, prefer: readonly string[], kill: (page: Page) => Promise<void>): Promise<number[]> {
	const page = await openPage(context);
	// Dies with the page; an end before that is said, since nothing would be kept any more.
	let ended: string[] = [];
	trainInPage(page, { ...ORDER, prefer }).then(
		({ failed }) => (ended = ['ended', ...failed]),
		() => undefined,
	);
	const kept = async (): Promise<readonly unknown[]> => [...(await keptSteps(page)), ...ended];
	await expect.poll(kept, { timeout: 180_000, intervals: [200] }).not.toEqual([]);
	expect(ended).toEqual([]);
	const steps = await keptSteps(page);
	await kill(page);
	return steps;
}

async function crash(page: Page): Promise<void> {
	const devtools = await page.context().newCDPSession(page);
	const crashed = page.waitForEvent('crash');
	// The answer never comes: the process that should give it is gone.
	devtools.send('Page.crash').catch(() => undefined);
	await crashed;
}

const DEATHS = [
	['wasm', 'crashed', crash, 12],
	['webgpu', 'was closed', (page: Page) => page.close(), 3],
] as const;
/** Each trains three times; by day GRADUS_SEED draws one, by night both are taken. */
for (const [backend, how, kill, steps] of isNight ? DEATHS : sampleOf(DEATHS, 1)) {
	test(`a run on ${backend} whose page ${how} half-way goes on with exactly the losses of one that was left alone`, async ({
		context,
		browser,
	}) => {
		if (!isNight) console.log(`GRADUS_SEED=${seed} draws the same death`);
		const kept = await trainAndDie(context, [backend], kill);
		const next = await openPage(context);
		const stopAtStep = Math.max(...kept) + steps;
		const resumed = await trainInPage(next, { ...ORDER, prefer: [backend], isResumed: true, stopAtStep });
		const alone = await browser.newContext();
		const whole = await trainInPage(await openPage(alone), { ...ORDER, prefer: [backend], stopAtStep });
		await alone.close();

		expect([...resumed.failed, ...whole.failed]).toEqual([]);
		expect(resumed.from).toBeGreaterThanOrEqual(Math.max(...kept));
		// Points of a curve that come faster than they can be drawn are left out, so the two runs are compared where both have one.
		const [curve, expected] = [new Map(resumed.losses), new Map(whole.losses)];
		const shared = [...curve.keys()].filter((step) => expected.has(step));
		expect(shared.length).toBeGreaterThan(0.7 * stopAtStep);
		expect([...curve.keys()]).toEqual(expect.arrayContaining([resumed.from, resumed.from + 1]));
		expect(shared.map((step) => [step, curve.get(step)])).toEqual(shared.map((step) => [step, expected.get(step)]));
	});
}

test('a fresh run replaces what an earlier one kept with its first snapshot, and going on from a step what lies beyond it', async ({
	page,
}) => {
	await page.goto(server.origin);
	const seen = await page.evaluate(async () => {
		// biome-ignore lint/suspicious/noExplicitAny: the page's bundle puts its exports on a global.
		const { createTrainingKeeper } = (globalThis as any).gradus;
		const keeper = createTrainingKeeper('toy', 'ann');
		const take = (step: number): Promise<void> => keeper.take({ preset: 'tiny', step, bytes: Uint8Array.of(step).buffer }, null);
		const steps = (): number[] => keeper.ring.peek().map(({ step }: { step: number }) => step);
		const log: unknown[] = [];
		await keeper.load('tiny');
		keeper.begin('tiny', false);
		for (const step of [10, 20, 30, 40]) await take(step);
		log.push(steps());
		log.push([await keeper.choose(20), new Uint8Array(keeper.kept.peek().bytes)[0], await keeper.choose(25)]);
		keeper.begin('tiny', true);
		log.push(steps());
		await take(28);
		await take(31);
		log.push(steps());
		await keeper.remove(31);
		log.push([steps(), keeper.kept.peek().step]);
		keeper.begin('tiny', false);
		await take(5);
		log.push(steps());
		return log;
	});

	expect(seen).toEqual([[10, 20, 30, 40], [true, 20, false], [10, 20, 30, 40], [10, 20, 28, 31], [[10, 20, 28], 28], [5]]);
});

test('an exported run is opened in another browser, goes on, and is refused for another preset', async ({ page }) => {
	await page.goto(server.origin);
	const first = await trainInPage(page, { ...ORDER, prefer: ['wasm'], stopAtStep: 4 });
	const seen = await page.evaluate(async () => {
		// biome-ignore lint/suspicious/noExplicitAny: the page's bundle puts its exports on a global.
		const { createTrainingKeeper, labs } = (globalThis as any).gradus;
		const lab = labs.find(({ id }: { id: string }) => id === 'train-gpt');
		const mine = createTrainingKeeper('train-gpt', 'ann');
		await mine.load('tiny');
		const file = new Blob([mine.kept.peek().bytes]);
		const other = createTrainingKeeper('train-gpt', 'ben');
		await other.load('tiny');
		const refused = await other.open(file, lab, 'small');
		const accepted = await other.open(file, lab, 'tiny');
		const { step, isFromFile } = other.kept.peek();
		return { refused, accepted, step, isFromFile, ring: other.ring.peek().length };
	});

	expect(seen).toEqual({
		refused: expect.stringContaining('of the preset "tiny", this one of "small"'),
		accepted: null,
		step: Math.max(...first.steps),
		isFromFile: true,
		ring: 0,
	});
});

test('looking at a kept model shows its attention and its sentences, and trains nothing', async ({ page }) => {
	await page.goto(server.origin);
	await trainInPage(page, { ...ORDER, prefer: ['wasm'], stopAtStep: 3 });
	const told = await page.evaluate(
		async ({ code, attention }) => {
			// biome-ignore lint/suspicious/noExplicitAny: the page's bundle puts its exports on a global.
			const { createLabSession, createTrainingKeeper, labs } = (globalThis as any).gradus;
			const lab = labs.find(({ id }: { id: string }) => id === 'train-gpt');
			const keeper = createTrainingKeeper('train-gpt', 'ann');
			await keeper.load('tiny');
			// biome-ignore lint/suspicious/noExplicitAny: messages are parsed by the session.
			const messages: any[] = [];
			// biome-ignore lint/suspicious/noExplicitAny: see above.
			const session = createLabSession({ prefer: ['wasm'], onState: () => undefined, onMessage: (message: any) => messages.push(message) });
			const { bytes, step } = keeper.kept.peek();
			await session.train({ lab, code, my: { 'causal-attention': attention }, preset: 'tiny', resume: bytes, isLook: true });
			session.dispose();
			const types = messages.map(({ type }: { type: string }) => type);
			return { types, step, figure: messages.find(({ type }: { type: string }) => type === 'figure')?.step };
		},
		{ code: ORDER.code, attention: ORDER.attention },
	);

	expect(told.types).toEqual(expect.arrayContaining(['figure', 'sample', 'done']));
	expect(told.types).not.toContain('metric');
	expect(told.types).not.toContain('snapshot');
	expect(told.figure).toBe(told.step);
});
