/** Where Linux shares the processor between sessions, a child's session is as nice as the grader: else it would count as much as the whole web process. */
import { execFile, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';

const MAIN = join(import.meta.dirname, 'support', 'nice-main.ts');
const NICENESS = 10;
const own = () => readFileSync('/proc/self/autogroup', 'utf8');

describe.skipIf(!existsSync('/proc/self/autogroup'))('a grader that gives way', () => {
	test.each(['auto', 'off'])(
		'boots children that do, with SANDBOX=%s',
		async (sandbox) => {
			const grader = spawn(process.execPath, [MAIN, sandbox, String(NICENESS)], { stdio: ['ignore', 'pipe', 'inherit'], detached: true });

			const { layers, seen } = JSON.parse(await text(grader.stdout)) as { layers: string; seen: unknown[] };

			// The grader, its child, and under bubblewrap what runs in there.
			expect(seen.length).toBeGreaterThanOrEqual(layers.includes('bwrap') ? 4 : 2);
			expect(seen).toEqual(seen.map(() => [NICENESS, NICENESS]));
		},
		70_000,
	);

	test('leaves a session that another leads as it was', async () => {
		const before = own();

		await promisify(execFile)(process.execPath, [MAIN, 'off', String(NICENESS)]);

		expect(own()).toBe(before);
	}, 70_000);
});
