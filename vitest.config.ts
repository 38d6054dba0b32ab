import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const labs = fileURLToPath(new URL('./src/labs/', import.meta.url));

/** The names that lab code imports (docs/architecture.md, Specifiers). */
const alias = [
	{ find: /^@tensorflow\/tfjs$/, replacement: `${labs}kit/tfjs.ts` },
	{ find: /^gradus$/, replacement: `${labs}kit/index.ts` },
	{ find: /^my\/(.+)$/, replacement: `${labs}$1/borrowed.ts` },
];

/** On a shared machine a clock or a child may be late once; a second failure is a failure. Tests whose finding is a race say `retry: 0`: once is enough. */
const retry = process.env['CI'] ? 1 : 0;

/** One real PostgreSQL for the run, where it is installed. */
const postgres = './tests/support/postgres-setup.ts';

/** Split by what a test needs to run: nothing (unit), a database (db), the sandbox, a built site. */
export default defineConfig({
	resolve: { alias },
	test: {
		projects: [
			{
				extends: true,
				test: {
					name: 'unit',
					include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/content/**/*.test.ts', 'tests/guard/**/*.test.ts'],
					exclude: ['**/*.gpu.test.ts', '**/node_modules/**'],
					testTimeout: 30_000,
					// One after another in one process: what they import is then loaded once, which took as long as the tests themselves.
					isolate: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'engine',
					retry,
					include: ['src/**/*.gpu.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					pool: 'forks',
					fileParallelism: false,
				},
			},
			{
				extends: true,
				test: {
					name: 'db',
					isolate: false,
					include: ['db/**/*.test.ts', 'tests/db/**/*.test.ts'],
					globalSetup: postgres,
					testTimeout: 60_000,
					hookTimeout: 60_000,
				},
			},
			{ extends: true, test: { name: 'labs', include: ['tests/labs/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 } },
			{
				extends: true,
				test: {
					name: 'sandbox',
					retry,
					include: ['tests/sandbox/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 60_000,
					fileParallelism: false,
					// Tests that say so run two at a time, as a grader does.
					maxConcurrency: 2,
				},
			},
			{
				extends: true,
				test: {
					name: 'server',
					retry,
					include: ['tests/server/**/*.test.ts', 'tests/build/**/*.test.ts'],
					globalSetup: postgres,
					testTimeout: 60_000,
					hookTimeout: 120_000,
					// As above: thirty files share one loading of what they all import.
					isolate: false,
				},
			},
		],
	},
});
