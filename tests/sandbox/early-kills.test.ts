/** A child that is killed while bubblewrap still sets it up takes with it all that bubblewrap had started. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Child } from '#grading/sandbox/child-process.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { processesOf } from './support/processes.ts';

const KILLS = 80;
/** Killed alone, one in five left a process within these. */
const FIRST_MS = 20;

describe.runIf(probeLayers('auto').name.includes('bwrap'))('children killed in their first milliseconds', () => {
	test(`leave no process: ${KILLS} of them, the latest after ${FIRST_MS} ms`, async () => {
		const layers = probeLayers('required');
		// Named by the command lines of these children alone. It holds no sandbox: whoever gets as far as Node ends by itself.
		const folder = mkdtempSync(join(tmpdir(), 'gradus-early-'));
		try {
			for (let i = 0; i < KILLS; i += 1) {
				const child = new Child(layers, folder, { holds: 'submission', memoryMiB: 64, cpuSeconds: 5 });
				await sleep((i * FIRST_MS) / KILLS);
				await child.dispose();
			}

			await expect.poll(() => processesOf(folder), { timeout: 10_000 }).toEqual([]);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}, 60_000);
});
