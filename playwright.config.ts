import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './tests/support/chromium.ts';

/** The journeys, in real Chromium with WebGPU on a software adapter, against the built site. */
export default defineConfig({
	testDir: 'tests/e2e',
	testMatch: '**/*.spec.ts',
	// Makes docs/screens; only on request.
	testIgnore: process.env['GRADUS_SCREENS'] ? [] : ['**/screens.spec.ts'],
	workers: 1,
	fullyParallel: false,
	// A shared machine may starve a software GPU for a moment; a second failure is a failure.
	retries: process.env['CI'] ? 1 : 0,
	timeout: 180_000,
	expect: { timeout: 15_000 },
	use: { browserName: 'chromium', launchOptions: chromiumLaunch, viewport: { width: 1440, height: 900 }, actionTimeout: 20_000 },
});
