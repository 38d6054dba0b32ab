/** What /teach/<cohort>/roster shows: learners by section, who was removed and why, links with their addresses, the join code, and who teaches. */
import type { RosterLink } from '#contract/roster.ts';
import type { Actor } from '#contract/user.ts';
import { type CohortInvitation, listCohortInvitations } from '#db/store/cohort-invitations.ts';
import { listRoster } from '#db/store/roster.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { linkPath } from './cohort-links.ts';
import type { Context } from './context.ts';
import { csvText } from './csv.ts';
import { requireTaughtCohort } from './manage-cohorts.ts';
import { getTeaching, type Teaching } from './share-cohort.ts';

export interface RosterLearner {
	readonly id: string;
	readonly username: string;
	readonly displayName: string;
	/** What hides the name elsewhere, while the cohort hides names. */
	readonly pseudonym: string;
	readonly section: string;
	readonly joinedAt: Date;
}

export interface RosterPage {
	readonly cohort: Cohort;
	readonly learners: readonly RosterLearner[];
	readonly removed: readonly (RosterLearner & { readonly removedAt: Date; readonly reason: string })[];
	/** Those that can be used now. */
	readonly links: readonly RosterLink[];
	readonly sections: readonly string[];
	readonly teaching: Teaching;
}

/** `section`: only learners of it; null: all. @throws AppError `missing` */
export async function getRoster(context: Context, actor: Actor, cohortId: string, section: string | null): Promise<RosterPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const [rows, links, teaching] = await Promise.all([
		listRoster(context.client, cohortId),
		listCohortInvitations(context.client, cohortId),
		getTeaching(context, actor, cohort),
	]);
	const present = rows.filter(({ removedAt }) => removedAt === null);
	return {
		...{ cohort, teaching },
		learners: present.filter((row) => section === null || row.section === section),
		removed: rows.flatMap((row) => (row.removedAt === null ? [] : [{ ...row, removedAt: row.removedAt, reason: row.removedReason ?? '' }])),
		links: links
			.filter((link) => isUsable(link, context.now()))
			.map((link) => toLink(context, link))
			.toSorted(byName),
		sections: [...new Set(present.map((row) => row.section))].filter((name) => name !== '').sort((a, b) => a.localeCompare(b, 'en')),
	};
}

/** Personal links that nobody used yet, with whole addresses, to hand out. @throws AppError `missing` */
export async function exportLinksCsv(context: Context, actor: Actor, cohortId: string, origin: string): Promise<string> {
	const { links } = await getRoster(context, actor, cohortId, null);
	const personal = links.filter(({ username }) => username !== null);
	return csvText(
		['username', 'name', 'section', 'link', 'expires'],
		personal.map((link) => [
			...[link.username, link.displayName, link.section, `${origin}${link.path}`],
			new Date(link.expiresAt).toISOString(),
		]),
	);
}

/** Open ones first, as they were made; personal ones by name, because all of a list are made at once. */
function byName(a: RosterLink, b: RosterLink): number {
	return (a.displayName ?? '').localeCompare(b.displayName ?? '', 'en', { numeric: true });
}

function isUsable({ uses, maxUses, expiresAt, role }: CohortInvitation, now: number): boolean {
	return role === 'learner' && uses < maxUses && expiresAt.getTime() > now;
}

function toLink(context: Context, link: CohortInvitation): RosterLink {
	const { id, username, displayName, section, uses, maxUses } = link;
	return {
		...{ id, username, displayName, section, uses, maxUses },
		...{ isAsked: link.userId !== null, path: linkPath(context, id), expiresAt: link.expiresAt.getTime() },
	};
}
