/**
 * Makes the message that starts a run: the learner's file and its imports as JavaScript, the lab's bundle as text.
 * Refuses a file that does not compile, with line and column, before a worker hears of it.
 */
import type { RunRequest } from '#contract/run.ts';
import { GUEST_SEED } from '#grading/core/own-numbers.ts';
import { instrument } from './instrument.ts';
import type { SessionRun, TrainingRun } from './session.ts';
import type { Failure } from './session-failures.ts';
import { transpile } from './transpile.ts';

export async function prepareRun(
	kind: RunRequest['kind'],
	run: SessionRun & Partial<TrainingRun>,
	bundleUrl: (labId: string) => string,
): Promise<RunRequest | { readonly failure: Failure }> {
	const own = transpile(run.code);
	if ('error' in own) {
		const { message, line, column } = own.error;
		return { failure: { whose: 'learner', kind: 'SyntaxError', message, line, column } };
	}
	const my: Record<string, string> = {};
	for (const [id, source] of Object.entries(run.my)) {
		const imported = transpile(source);
		if ('error' in imported) throw new Error(`my/${id} does not compile at line ${imported.error.line}: ${imported.error.message}`);
		my[id] = imported.code;
	}
	return {
		type: 'run',
		kind,
		lab: run.lab.id,
		code: own.code,
		// Training runs the learner's code in a hot loop and is recorded and replayed by the engine: nothing is put into it.
		traced: kind === 'checks' ? instrument(run.code) : null,
		my,
		bundle: await fetchBundle(bundleUrl(run.lab.id)),
		preset: run.preset ?? null,
		seed: run.seed ?? 1,
		ownSeed: run.ownSeed ?? GUEST_SEED,
		// The session adds it to each worker that it sends the run to.
		resume: null,
		base: kind === 'train' && run.lab.base !== undefined ? await fetchBase(run.lab.base) : null,
		isLook: run.isLook ?? false,
	};
}

async function fetchBundle(url: string): Promise<string> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`The lab's checks could not be loaded (${response.status}). Your text is kept; try again in a moment.`);
	return response.text();
}

/** The checkpoint that the lab's runs start from. */
async function fetchBase(name: string): Promise<ArrayBuffer> {
	const response = await fetch(`/bases/${name}.safetensors`);
	if (!response.ok) throw new Error(`The model that this lab starts from could not be loaded (${response.status}). Try again in a moment.`);
	return response.arrayBuffer();
}
