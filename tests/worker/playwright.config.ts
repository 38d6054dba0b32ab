import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from '../support/chromium.ts';

/** The lab worker in real Chromium, with WebGPU on a software adapter and without. Serves itself; needs no built site. */
export default defineConfig({
	testDir: '.',
	testMatch: '**/*.spec.ts',
	workers: 1,
	fullyParallel: false,
	timeout: 120_000,
	use: { browserName: 'chromium', launchOptions: chromiumLaunch },
});
