import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '../support/chromium.ts';
import { restingToday, seed, TODAY } from '../support/sample.ts';

// What lists the tests and what runs them are two processes, which have to draw the same.
process.env['GRADUS_SEED'] ??= String(seed);
process.env['GRADUS_DAY'] = String(TODAY);

/** The lab worker in real Chromium, with WebGPU on a software adapter and without. Serves itself; needs no built site. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	testIgnore: restingToday([['trouble'], ['training', 'checkpoints', 'engine', 'findings']]),
	workers: 1,
	// A shared machine may starve a software GPU for a moment; a second failure is a failure.
	retries: process.env['CI'] ? 1 : 0,
	fullyParallel: false,
	// A step on the software adapter takes a second on an idle machine and several on a busy one.
	timeout: 400_000,
	use: { browserName: 'chromium', launchOptions: chromiumLaunch },
});
