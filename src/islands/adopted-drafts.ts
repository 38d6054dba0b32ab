/** What a guest's code that came along into the account changes on the page that brought it, and what is said of it. */
import type { LabWorkspace } from '#contract/submission.ts';
import { pageOf } from './api.ts';
import { type AdoptedDraft, adoptLocalDrafts } from './local-drafts.ts';
import { adoptTraining } from './local-training.ts';

/** On the page of an account: all that a guest left in this browser becomes the account's, the code on the server too. Gives the code. */
export async function adoptGuest(): Promise<readonly AdoptedDraft[]> {
	const owner = pageOf();
	if (owner === undefined) return [];
	// What this browser refuses to move stays where it is, for the next page.
	await adoptTraining(owner).catch(() => undefined);
	return adoptLocalDrafts().catch(() => []);
}

/** The page was made before its script moved the drafts: the account's draft is another one since. A sitting has a draft of its own. */
export function withAdopted(workspace: LabWorkspace, adopted: readonly AdoptedDraft[]): LabWorkspace {
	const here = workspace.sitting === null ? adopted.find(({ lab }) => lab === workspace.lab.id) : undefined;
	return here === undefined ? workspace : { ...workspace, draft: here.draft };
}

/** `shown`: the lab whose draft stands beside it. Null when nothing came along. */
export function sayAdopted(adopted: readonly AdoptedDraft[], shown: string | null = null): string | null {
	if (adopted.length === 0) return null;
	const beside = adopted.filter(({ version }) => version !== null);
	const here = beside.find(({ lab }) => lab === shown);
	const others = here === undefined ? beside.length : beside.length - 1;
	return [
		`Your code from this browser is in your account now: ${countLabs(adopted.length)}.`,
		here
			? `Your account had code for this lab already, which you see here; the code from this browser is “${here.version}” under Versions.`
			: '',
		others > 0 ? `In ${countLabs(others)} your account had code already: it stays, and the code from this browser is under Versions.` : '',
	]
		.filter(Boolean)
		.join(' ');
}

function countLabs(count: number): string {
	return count === 1 ? 'one lab' : `${count} labs`;
}
