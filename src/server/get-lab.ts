/** Everything the lab page needs that depends on who asks. Never a solution, a hidden check or an unopened hint. */
import { marked } from 'marked';
import { AppError } from '#contract/error.ts';
import type { Lab } from '#contract/lab.ts';
import type { LabWorkspace } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalDraft } from '#db/store/drafts.ts';
import { selectOptionalAccepted } from '#db/store/submissions.ts';
import { ownNumbersOf } from '#grading/core/own-numbers.ts';
import { findRefusedSyntax } from '#grading/core/refused-syntax.ts';
import { findLab } from '#labs/index.ts';
import type { Context } from './context.ts';
import { listOwnDues } from './dues.ts';
import { type ImportedFile, listImportedFiles } from './imported-files.ts';
import { readDiagnoses } from './lab-files.ts';
import { ownSeedOf, starterFor } from './own-seed.ts';
import { toStoredDraft } from './save-draft.ts';

/** @throws AppError `missing` for an unknown lab. */
export async function getWorkspace(context: Context, actor: Actor | null, labId: string): Promise<LabWorkspace> {
	const lab = requireLab(labId);
	const draft = actor ? await selectOptionalDraft(context.client, actor.id, labId) : undefined;
	return {
		lab,
		starter: starterFor(context.secret, lab, actor?.id ?? null),
		draft: draft ? toStoredDraft(draft) : null,
		my: await resolveImports(context, actor, lab),
		diagnoses: publicDiagnoses(lab),
		signedIn: actor !== null,
		api: `/api/labs/${lab.id}`,
		sitting: null,
		own: ownOf(context, lab, actor),
		dues: actor ? (await listOwnDues(context, actor.id)).filter((own) => own.labId === labId) : [],
	};
}

function ownOf(context: Context, lab: Lab, actor: Actor | null): LabWorkspace['own'] {
	if (lab.perLearner === undefined) return null;
	const seed = ownSeedOf(context.secret, lab, actor?.id ?? null);
	return { seed, numbers: ownNumbersOf(lab, seed) };
}

/** @throws AppError `missing` */
export function requireLab(labId: string): Lab {
	const lab = findLab(labId);
	if (!lab) throw new AppError('missing', `There is no lab "${labId}".`, { fix: 'Look for it on the path.' });
	return lab;
}

async function resolveImports({ client }: Context, actor: Actor | null, { allowedImports: { my } }: Lab): Promise<LabWorkspace['my']> {
	const newest = await Promise.all(my.map((id) => (actor ? selectOptionalAccepted(client, actor.id, id) : undefined)));
	const files = await listImportedFiles(client, Object.fromEntries(my.map((id, at) => [id, newest[at]?.id])));
	return Object.fromEntries(files.map((file) => [file.id, shownFile(file)]));
}

function shownFile({ theirs, ours }: ImportedFile): LabWorkspace['my'][string] {
	if (theirs === null) return { code: ours, source: 'borrowed' };
	// The list of refused syntax grows; what was accepted before it did must not fail the lab that imports it.
	return findRefusedSyntax(theirs) === null ? { code: theirs, source: 'yours' } : { code: ours, source: 'lent' };
}

function publicDiagnoses(lab: Lab): Record<string, string> {
	const sections = readDiagnoses(lab.id);
	return Object.fromEntries(lab.publicDiagnoses.map((id) => [id, marked.parse(sections.get(id) ?? '', { async: false })]));
}
