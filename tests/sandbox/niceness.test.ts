/** Where Linux shares the processor between sessions, a child's session is as nice as the grader: else it would count as much as the whole web process. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

describe.skipIf(!existsSync('/proc/self/autogroup'))('a grader that gives way', () => {
	test.each(['auto', 'off'])(
		'boots children that do, with SANDBOX=%s',
		(sandbox) => {
			const main = join(import.meta.dirname, 'support', 'nice-main.ts');

			const { stdout, stderr } = spawnSync(process.execPath, [main, sandbox], { encoding: 'utf8', timeout: 60_000 });

			expect(stderr).toBe('');
			const all = JSON.parse(stdout) as unknown[];
			expect(all.length).toBeGreaterThan(0);
			expect(all).toEqual(all.map(() => [10, 10]));
		},
		70_000,
	);
});
