/** The process that tries code of the tutor in the sandbox: one request at a time by IPC, public checks only, until the channel closes. */
import '#grading/resolve-hooks.ts';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Check } from '#grading/core/check.ts';
import { gradeOnce } from '#grading/sandbox/grade-once.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import type { ProbeAnswer } from '#tutor/guard/inspection.ts';
import { readConfig } from './config.ts';
import { requireLab } from './get-lab.ts';
import { labFolder, readLabFile } from './lab-files.ts';
import type { ProbeRequest } from './tutor-probe.ts';

/** Of one program; a loop that never ends is no leak. */
const WALL_MS = 8_000;

const dist = process.env['GRADUS_DIST'] ?? join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'dist');
const pool = new Pool({ layers: probeLayers(readConfig().sandbox), folder: join(dist, 'sandbox'), size: 1 });
let last: Promise<unknown> = Promise.resolve();

process.on('message', ({ id, ...request }: ProbeRequest) => {
	last = last.then(async () => process.send?.({ id, answer: await judge(request) }));
});
process.on('disconnect', () => {
	void pool.close().then(() => process.exit(0));
});

async function judge({ labId, program: code, ownSeed }: Omit<ProbeRequest, 'id'>): Promise<ProbeAnswer> {
	try {
		const lab = requireLab(labId);
		const checks = await publicChecks(labId);
		const my = Object.fromEntries(lab.allowedImports.my.map((id) => [id, readLabFile(id, 'borrowed.ts')]));
		const judging = { checksHash: 'probe', secretHex: '00', secretId: 'probe', hiddenChecks: [], wallMs: Math.min(WALL_MS, lab.wallMs) };
		const { verdict, fault } = await gradeOnce({ lab, code, my, checks, ownSeed, ...judging }, pool);
		if (verdict.outcome === 'unavailable') return { status: 'unknown', why: fault ?? 'the sandbox failed' };
		return { status: 'judged', passed: verdict.checks.filter(({ outcome }) => outcome === 'pass').length, total: checks.length };
	} catch (error) {
		return { status: 'unknown', why: error instanceof Error ? error.message : String(error) };
	}
}

async function publicChecks(labId: string): Promise<readonly Check[]> {
	const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(labFolder(labId), 'checks.ts')).href);
	// A lab's own file: its type is checked where it is written.
	if (Array.isArray(module['checks'])) return module['checks'] as readonly Check[];
	throw new Error(`src/labs/${labId}/checks.ts exports no checks.`);
}
