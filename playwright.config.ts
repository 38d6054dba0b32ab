import { defineConfig } from '@playwright/test';
import { chromiumLaunch } from './tests/support/chromium.ts';
import { isNight, restingToday, TODAY } from './tests/support/sample.ts';

/** Where learner code runs on the software GPU, which wants a core to itself; everything else are pages, which mostly wait. */
const LABS = ['editor', 'engine-panel', 'figures', 'findings', 'grpo', 'https', 'journey', 'mundane-help', 'panels'].map(
	(name) => `**/${name}.spec.ts`,
);
/** What one page has to itself. The journeys, the course, the crawl and all that goes through many pages run every day. */
const RESTING = restingToday([
	['automation', 'recheck', 'teach-help', 'people', 'tutor', 'me-help', 'editor'],
	['review', 'gradebook', 'own-numbers', 'lesson-activities', 'roster', 'findings', 'engine-panel', 'figures', 'mundane-help'],
]);
// Told to the processes that run the tests: midnight would otherwise change their lists.
process.env['GRADUS_DAY'] = String(TODAY);
// Makes docs/screens; only on request.
const SCREENS = process.env['GRADUS_SCREENS'] ? [] : ['**/screens.spec.ts'];

/** The journeys, in real Chromium with WebGPU on a software adapter, against the built site. `npm test` runs the two projects beside each other. */
export default defineConfig({
	testDir: 'tests/e2e',
	projects: [
		{ name: 'labs', testMatch: LABS, testIgnore: RESTING },
		{ name: 'pages', testMatch: '**/*.spec.ts', testIgnore: [...LABS, ...SCREENS, ...RESTING] },
		// By night, or when asked for by name with GRADUS_NIGHTLY set.
		...(isNight ? [{ name: 'postgres', testMatch: '**/journey.spec.ts' }] : []),
	],
	workers: 1,
	fullyParallel: false,
	// A shared machine may starve a software GPU for a moment; a second failure is a failure.
	retries: process.env['CI'] ? 1 : 0,
	timeout: 300_000,
	expect: { timeout: 15_000 },
	use: { browserName: 'chromium', launchOptions: chromiumLaunch, viewport: { width: 1440, height: 900 }, actionTimeout: 20_000 },
});
