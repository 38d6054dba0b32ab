/**
 * What a list of learners would do, line by line; it changes nothing. An account that never chose this instructor is asked and not added:
 * a username alone gives nobody a look at somebody's work.
 */
import { type PlannedLine, type RosterEntry, type RosterOutcome, sectionSchema } from '#contract/roster.ts';
import { displayNameSchema, usernameSchema } from '#contract/user.ts';
import { type CohortInvitation, listCohortInvitations } from '#db/store/cohort-invitations.ts';
import { listLearnersOf, listRoster, listUsersByName } from '#db/store/roster.ts';
import { listInstructors } from '#db/store/teachers.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { isOpen, type User } from '#db/store/users.ts';
import type { Context } from './context.ts';
import { readRosterFile } from './read-roster-file.ts';

export interface ImportPlan {
	readonly lines: readonly PlannedLine[];
	readonly notes: readonly string[];
	readonly text: string;
}

interface Known {
	readonly accounts: ReadonlyMap<string, User>;
	readonly roster: ReadonlyMap<string, { section: string; removedAt: Date | null }>;
	/** By the username that the instructor gave. */
	readonly links: ReadonlyMap<string, CohortInvitation>;
	readonly own: ReadonlySet<string>;
	readonly now: number;
}
type Decision = Pick<PlannedLine, 'outcome' | 'why' | 'userId'>;

/** @throws AppError `invalid` at `file` */
export async function planImport(context: Context, cohort: Cohort, bytes: Uint8Array): Promise<ImportPlan> {
	const { entries, ...read } = readRosterFile(bytes);
	const known = await readKnown(context, cohort, entries);
	const first = new Map<string, number>();
	const lines = entries.map((entry): PlannedLine => {
		const earlier = first.get(entry.username);
		if (earlier === undefined) first.set(entry.username, entry.line);
		return { ...entry, ...(unusable(entry, earlier) ?? outcomeOf(entry, known)) };
	});
	return { lines, ...read };
}

async function readKnown(context: Context, cohort: Cohort, entries: readonly RosterEntry[]): Promise<Known> {
	const { client } = context;
	const [roster, links, own, users] = await Promise.all([
		listRoster(client, cohort.id),
		listCohortInvitations(client, cohort.id),
		listKnownToAll(client, cohort),
		listUsersByName(client, [...new Set(entries.map(({ username }) => username))]),
	]);
	return {
		accounts: new Map(users.map((user) => [user.username, user])),
		roster: new Map(roster.map((line) => [line.id, line])),
		links: new Map(links.flatMap((link) => (link.role === 'learner' && link.username !== null ? [[link.username, link]] : []))),
		own,
		now: context.now(),
	};
}

/** Learners whose work everybody who teaches the cohort reads already: nobody else comes in without being asked. */
async function listKnownToAll(client: Context['client'], cohort: Cohort): Promise<ReadonlySet<string>> {
	const others = (await listInstructors(client, cohort.id)).map(({ id }) => id);
	const [own = new Set<string>(), ...rest] = await Promise.all([cohort.ownerId, ...others].map((id) => listLearnersOf(client, id)));
	return new Set([...own].filter((learner) => rest.every((known) => known.has(learner))));
}

function unusable(entry: RosterEntry, earlier: number | undefined): Decision | undefined {
	if (earlier !== undefined) return refuse(`The same username as in line ${earlier}.`);
	for (const cell of [entry.username, entry.displayName, entry.section])
		if (/^[=+\-@\t\r]/.test(cell)) return refuse(`“${cell.slice(0, 40)}” would run as a formula in a spreadsheet, and is no name.`);
	const problem = [
		usernameSchema.safeParse(entry.username),
		displayNameSchema.safeParse(entry.displayName),
		sectionSchema.safeParse(entry.section),
	].find(({ success }) => !success)?.error?.issues[0]?.message;
	return problem === undefined ? undefined : refuse(problem);
}

function outcomeOf(entry: RosterEntry, known: Known): Decision {
	const link = known.links.get(entry.username);
	const account = known.accounts.get(entry.username);
	const userId = account?.id ?? (link !== undefined && link.uses > 0 ? link.userId : null);
	if (userId !== null) {
		const seat = known.roster.get(userId);
		if (seat !== undefined) return decideSeat(entry, seat, userId);
	}
	if (link !== undefined && link.uses < link.maxUses && link.expiresAt.getTime() > known.now)
		return { outcome: 'same', why: 'Has a link already that was not used yet.', userId };
	if (account === undefined) return { outcome: 'invite', why: 'No account has this username: a link is made.', userId: null };
	// One sentence for who is staff and whose account is closed: a username is no secret, either of these may be.
	if (account.role !== 'learner' || !isOpen(account))
		return refuse('The account of this username cannot be asked. Ask the learner for theirs.');
	return known.own.has(account.id)
		? { outcome: 'add', why: 'A learner of another cohort of yours: in at once.', userId }
		: { outcome: 'ask', why: 'The account is asked, and is in when its owner says yes.', userId };
}

function decideSeat(entry: RosterEntry, seat: { section: string; removedAt: Date | null }, userId: string): Decision {
	if (seat.removedAt !== null) return refuse('Was removed from this cohort. Restore them in the list.');
	if (entry.section === '' || entry.section === seat.section) return { outcome: 'same', why: 'Is in the cohort already.', userId };
	return { outcome: 'move', why: `Moves from ${seat.section === '' ? 'no section' : `section ${seat.section}`}.`, userId };
}

function refuse(why: string): Decision {
	return { outcome: 'refuse' satisfies RosterOutcome, why, userId: null };
}
