/** A pool over a freshly built sandbox, and verdicts for code against a lab, with short limits. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '#contract/lab.ts';
import type { Check } from '#grading/core/check.ts';
import type { Graded } from '#grading/sandbox/grade-once.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { labs } from '#labs/index.ts';
import { buildSandbox } from '../../../scripts/build-sandbox.ts';
import { loadLabModules } from '../../labs/support/lab-modules.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
/** Where the sandbox of the tests is built, with what judges each lab: the GRADUS_DIST of a grader under test. */
export const SANDBOX_DIST = process.env['GRADUS_SANDBOX_DIST'] ?? join(ROOT, 'node_modules/.cache/gradus-test');

export async function openPool(
	mode: 'auto' | 'off',
	record?: (bytes: Uint8Array) => void,
	layers: Layers = probeLayers(mode),
): Promise<Pool> {
	const folder = await buildSandbox(SANDBOX_DIST);
	return new Pool({ layers, folder, ...(record === undefined ? {} : { record }) });
}

export function textOfLab(labId: string, file: string): string {
	return readFileSync(join(ROOT, 'src/labs', labId, file), 'utf8');
}

export async function gradeCode(
	pool: Pool,
	labId: string,
	code: string,
	limits: { wallMs?: number; callMs?: number } = {},
	/** In place of the lab's own. */
	hidden?: readonly Check[],
): Promise<Graded> {
	const lab: Lab | undefined = labs.find(({ id }) => id === labId);
	if (lab === undefined) throw new Error(`There is no lab ${labId}.`);
	const { checks, hiddenChecks: own } = await loadLabModules(join(ROOT, 'src/labs', `${labId}/`), lab.allowedImports.my);
	const my = Object.fromEntries(lab.allowedImports.my.map((id) => [id, textOfLab(id, 'borrowed.ts')]));
	const hiddenChecks = hidden ?? own;
	return gradeSubmission(
		{ lab, code, my, checks, hiddenChecks, checksHash: 'test', secretHex: 'ab'.repeat(32), secretId: 'test', ...limits },
		pool,
	);
}

/** Does it while programs are looked for in that folder alone. */
export function withPath(folder: string, act: () => void): void {
	const path = process.env['PATH'];
	process.env['PATH'] = folder;
	try {
		act();
	} finally {
		process.env['PATH'] = path;
	}
}
