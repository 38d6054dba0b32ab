/** The grader tests itself when it starts: it prints the walls in force and why one is missing, /healthz shows them, and without a required one nothing is judged. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { startSite, type TestSite } from '../support/site.ts';

async function healthOf(site: TestSite): Promise<{ grader: string; sandbox: string }> {
	const response = await fetch(`${site.server.url}/healthz`);
	return response.json();
}

test('A11: the layer in force is printed at the start and shown by /healthz once the known-good submission has passed', async () => {
	const site = await startSite({ GRADUS_ROLE: 'all', SANDBOX: 'auto', LOG_LEVEL: 'info' });
	try {
		const { name, absent } = probeLayers('auto');
		await expect.poll(() => healthOf(site), { timeout: 30_000 }).toMatchObject({ grader: 'up', sandbox: name });

		const started = site.server
			.output()
			.split('\n')
			.find((line) => line.includes('grader-started'));
		expect(started).toContain(`"layer":"${name}"`);
		if (absent !== '') expect(started).toContain(absent.slice(0, 20));
	} finally {
		await site.stop();
	}
});

test('A11: SANDBOX=required without bubblewrap judges nothing, and says so in the log and in /healthz', async () => {
	const empty = mkdtempSync(join(tmpdir(), 'gradus-path-'));
	const site = await startSite({ GRADUS_ROLE: 'all', SANDBOX: 'required', PATH: empty, LOG_LEVEL: 'info' });
	try {
		await expect.poll(() => healthOf(site), { timeout: 30_000 }).toMatchObject({ grader: 'down', sandbox: 'none' });

		await expect.poll(() => site.server.output(), { timeout: 10_000 }).toContain('SANDBOX=required, and bubblewrap does not work');
		expect(site.server.output()).toContain('bubblewrap is not installed');
	} finally {
		await site.stop();
		rmSync(empty, { recursive: true, force: true });
	}
});
