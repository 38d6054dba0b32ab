import { defineConfig } from 'vitest/config';

/** Split by what a test needs to run: nothing (unit), a database (db), the sandbox, a built site. */
export default defineConfig({
	test: {
		projects: [
			{ test: { name: 'unit', include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'tests/content/**/*.test.ts'], testTimeout: 30_000 } },
			{ test: { name: 'db', include: ['db/**/*.test.ts', 'tests/db/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000 } },
			{ test: { name: 'labs', include: ['tests/labs/**/*.test.ts'], testTimeout: 300_000, hookTimeout: 120_000 } },
			{ test: { name: 'sandbox', include: ['tests/sandbox/**/*.test.ts'], testTimeout: 120_000, hookTimeout: 60_000, fileParallelism: false } },
			{ test: { name: 'server', include: ['tests/server/**/*.test.ts', 'tests/build/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 120_000 } },
		],
	},
});
