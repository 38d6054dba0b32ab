/** A learner's code that blows up, in real Chromium: the run ends, the stream says at which step, and the page's detectors find it there. */
import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { watchRun } from '#islands/detect.ts';
import { factsOf } from '#islands/detect-facts.ts';
import { wordsOf } from '#islands/finding-words.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import { find, type Told, tell } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

const file = (path: string): string => readFileSync(new URL(`../../src/labs/${path}`, import.meta.url), 'utf8');
const SOLUTION = file('train-gpt/solution.ts');
/** A rate a thousand times as high, and a step along the gradient itself: nothing bounds it. */
const BLOWS_UP = SOLUTION.replace('const PEAK = 0.004;', 'const PEAK = 4;').replace(
	/param\.assign\(param\.sub\(mHat.*\n/,
	'const plain = grads.get(name);\n\t\t\tif (plain) param.assign(param.sub(plain.mul(lr)));\n',
);

let server: WorkerServer;
let page: Page;
test.beforeAll(async ({ browser }) => {
	server = await serveWorker();
	page = await browser.newPage();
	await page.goto(server.origin);
});
test.afterAll(async () => {
	await page.close();
	await server.close();
});

const train = (code: string): Promise<Told> =>
	tell(page, { lab: 'train-gpt', my: { 'causal-attention': file('causal-attention/solution.ts') }, train: 'tiny', prefer: ['wasm'], code });

function findingsOf({ messages }: Told) {
	const watch = watchRun(factsOf(lab, lab.presets['tiny']));
	return messages.flatMap((message) => (message.type === 'restarted' || message.type === 'quiet' ? [] : watch.see(message)));
}

test('a rate a thousand times as high without clipping: NaN is found at the step at which it came, and the run is over', async () => {
	const told = await train(BLOWS_UP);
	const findings = findingsOf(told);
	const broken = findings.find(({ kind }) => kind === 'not-finite');

	expect(told.states.at(-1)).toBe('failed');
	const [sign] = find(told, 'not-finite');
	expect(broken).toMatchObject({ step: sign?.step, about: 'loss NaN' });
	// Every step of this preset is told: the one before was the last with a number.
	expect(broken?.numbers['lastStep']).toBe((sign?.step ?? 0) - 1);
	expect(find(told, 'failed')[0]?.message).toContain(`at step ${sign?.step}`);
	expect(broken && wordsOf(broken).saw).toContain(`At step ${sign?.step}, the loss is NaN.`);
});

test('of the reference nothing is said, and its parameters are weighed', async () => {
	const told = await train(SOLUTION);

	expect(told.states.at(-1)).toBe('done');
	expect(findingsOf(told)).toEqual([]);
	const weighed = find(told, 'weights');
	expect(weighed.length).toBeGreaterThan(10);
	expect(weighed[0]?.parameters.every(({ gradient }) => typeof gradient === 'number' && gradient > 0)).toBe(true);
});
