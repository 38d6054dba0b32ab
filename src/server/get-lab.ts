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
import { readDiagnoses, readLabFile } from './lab-files.ts';
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
		my: Object.fromEntries(
			await Promise.all(lab.allowedImports.my.map(async (id) => [id, await resolveImport(context, actor, id)] as const)),
		),
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

async function resolveImport(context: Context, actor: Actor | null, id: string): Promise<LabWorkspace['my'][string]> {
	const accepted = actor ? await selectOptionalAccepted(context.client, actor.id, id) : undefined;
	// The list of refused syntax grows; what was accepted before it did must not fail the lab that imports it.
	if (accepted && findRefusedSyntax(accepted.code) === null) return { code: accepted.code, source: 'yours' };
	return { code: readLabFile(id, 'borrowed.ts'), source: accepted ? 'lent' : 'borrowed' };
}

function publicDiagnoses(lab: Lab): Record<string, string> {
	const sections = readDiagnoses(lab.id);
	return Object.fromEntries(lab.publicDiagnoses.map((id) => [id, marked.parse(sections.get(id) ?? '', { async: false })]));
}
