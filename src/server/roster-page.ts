/** What a form of /teach/<cohort>/roster comes to: a place to go to when it is done, or what to show again with what was wrong. */
import { AppError, STATUS_OF_KIND } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { copyCohort } from './copy-cohort.ts';
import { type Fields, FormError, type Problems } from './form.ts';
import { digestOf, importRoster, readRosterUpload } from './import-roster.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { handleRosterForm } from './roster-form.ts';
import { handleShareForm, SHARE_ACTIONS } from './share-cohort.ts';

export type RosterPart = 'learners' | 'code' | 'links' | 'import' | 'copy' | 'instructors' | 'pseudonyms';

export interface RosterResult {
	/** The address to go to, when it is done. */
	readonly to?: string;
	readonly part: RosterPart;
	readonly status: number;
	readonly problems: Problems;
	readonly typed: Fields;
	readonly plan?: ImportPlan;
	/** Digest of the plan. */
	readonly seen?: string;
}

const done = { status: 200, problems: {}, typed: {} };

/** `missing`: the cohort is not the actor's, or what was named is not in it. */
export async function runRosterForm(context: Context, actor: Actor, cohortId: string, request: Request): Promise<RosterResult | 'missing'> {
	let typed: Fields = {};
	let bytes: Uint8Array = new Uint8Array();
	try {
		({ fields: typed, bytes } = await readRosterUpload(request));
		const action = typed['action'] ?? '';
		if (action === 'preview') return await preview(context, actor, cohortId, { typed, bytes });
		if (action === 'import') return await take(context, actor, cohortId, { typed, bytes });
		if (action === 'copy') return { ...done, to: `/teach/${await copyCohort(context, actor, cohortId, typed)}/roster`, part: 'copy' };
		if (SHARE_ACTIONS.has(action)) {
			await handleShareForm(context, actor, cohortId, typed);
			// Whoever left cannot read the roster any more.
			return { ...done, to: action === 'leave' ? '/teach' : `/teach/${cohortId}/roster#instructors`, part: 'instructors' };
		}
		await handleRosterForm(context, actor, cohortId, typed);
		const part = partOf(action);
		return { ...done, to: `/teach/${cohortId}/roster#${part}`, part };
	} catch (error) {
		if (error instanceof AppError && error.kind === 'missing') return 'missing';
		return { part: partOf(typed['action'] ?? 'import'), typed, ...refusalOf(error) };
	}
}

async function preview(context: Context, actor: Actor, cohortId: string, { typed, bytes }: Sent): Promise<RosterResult> {
	const plan = await planImport(context, await requireOpenTaughtCohort(context, actor, cohortId), bytes);
	return { part: 'import', status: 200, problems: {}, typed: { ...typed, lines: plan.text }, plan, seen: digestOf(plan) };
}

interface Sent {
	readonly typed: Fields;
	readonly bytes: Uint8Array;
}

/** What was overtaken is previewed afresh. */
async function take(context: Context, actor: Actor, cohortId: string, sent: Sent): Promise<RosterResult> {
	try {
		const changed = await importRoster(context, actor, cohortId, { bytes: sent.bytes, seen: sent.typed['seen'] ?? '' });
		return { ...done, to: `/teach/${cohortId}/roster?imported=${changed}#import`, part: 'import' };
	} catch (error) {
		if (!(error instanceof AppError) || error.kind !== 'conflict') throw error;
		return { ...(await preview(context, actor, cohortId, sent)), ...refusalOf(error) };
	}
}

function partOf(action: string): RosterPart {
	if (action === 'copy' || action === 'pseudonyms') return action;
	if (SHARE_ACTIONS.has(action)) return 'instructors';
	if (action.endsWith('code')) return 'code';
	if (action.endsWith('link')) return 'links';
	return action === 'import' || action === 'preview' ? 'import' : 'learners';
}

/** @throws what no person can mend. */
function refusalOf(error: unknown): Pick<RosterResult, 'status' | 'problems'> {
	if (error instanceof FormError) return { status: 400, problems: error.problems };
	if (!(error instanceof AppError)) throw error;
	const text = error.text;
	return { status: STATUS_OF_KIND[error.kind], problems: { [error.at ?? 'form']: text } };
}
