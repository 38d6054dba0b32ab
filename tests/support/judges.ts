/** What judges some labs, built into a folder of their own, as the GRADUS_DIST of a process under test. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import { requireLab } from '#server/get-lab.ts';
import { bundleJudge } from '../../scripts/build-judges.ts';

export interface TestJudges {
	/** Puts another text in the place of what judges a lab now. */
	write(labId: string, text: string): void;
	close(): void;
}

export async function buildTestJudges(...labIds: readonly string[]): Promise<TestJudges> {
	const dist = mkdtempSync(join(tmpdir(), 'gradus-dist-'));
	mkdirSync(join(dist, 'judges'));
	const write = (labId: string, text: string): void => writeFileSync(join(dist, 'judges', `${labId}.cjs`), text);
	for (const labId of labIds) write(labId, await bundleJudge(requireLab(labId), 'export {};'));
	const before = process.env['GRADUS_DIST'];
	vi.stubEnv('GRADUS_DIST', dist);
	return {
		write,
		close() {
			// Test files of a project share a process.
			vi.stubEnv('GRADUS_DIST', before);
			rmSync(dist, { recursive: true, force: true });
		},
	};
}
