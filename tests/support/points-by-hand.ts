/**
 * The points of a cohort as somebody would work them out on paper, from the rows of the database and the words of the rules. Written apart from
 * src/learning/points.ts and src/contract/deadline.ts, which it is held against: best of several, a rule that takes part for each day, no night of 23 hours.
 */
import { eq, inArray } from 'drizzle-orm';
import type { Verdict } from '#contract/grading.ts';
import type { Client } from '#db/client.ts';

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;

export interface PaperRow {
	readonly username: string;
	readonly section: string;
	/** By lab; null: nothing that counts. */
	readonly points: ReadonlyMap<string, number | null>;
	/** Labs of the total, and it in percent to one place; null while nothing counts. */
	readonly counted: number;
	readonly total: number | null;
}

/** By username. `now`: by the server's clock. */
export async function pointsByHand(
	client: Client,
	cohortId: string,
	labIds: readonly string[],
	now: number,
): Promise<Map<string, PaperRow>> {
	const { db, schema } = client;
	const { memberships, users, submissions, verdicts, deadlines, extensions, scoreChanges, gradebooks } = schema;
	const people = await db
		.select({ id: users.id, username: users.username, section: memberships.section, removedAt: memberships.removedAt })
		.from(memberships)
		.innerJoin(users, eq(users.id, memberships.userId))
		.where(eq(memberships.cohortId, cohortId));
	const ids = people.map(({ id }) => id);
	const [dates, longer, changes, [book], works] = await Promise.all([
		db.select().from(deadlines).where(eq(deadlines.cohortId, cohortId)),
		db.select().from(extensions).where(eq(extensions.cohortId, cohortId)),
		db.select().from(scoreChanges).where(eq(scoreChanges.cohortId, cohortId)),
		db.select().from(gradebooks).where(eq(gradebooks.cohortId, cohortId)),
		db
			.select({ userId: submissions.userId, labId: submissions.labId, at: submissions.createdAt, verdict: verdicts.verdict })
			.from(submissions)
			.innerJoin(verdicts, eq(verdicts.submissionId, submissions.id))
			.where(inArray(submissions.userId, ids)),
	]);

	/** What a submission keeps of its points. */
	const kept = (userId: string, labId: string, at: number): number => {
		const date = dates.find((each) => each.labId === labId);
		if (!date) return 1;
		const own = longer.filter((each) => each.userId === userId && each.labId === labId && each.endedAt === null);
		const end = Math.max(date.dueAt.getTime(), ...own.map(({ dueAt }) => dueAt.getTime())) + MINUTE;
		if (at < end + date.graceMinutes * MINUTE) return 1;
		const begun = Math.floor((at - end) / DAY) + 1;
		return 1 - Math.min(date.lateAtMost, begun * date.latePerDay) / 100;
	};
	const cellOf = (userId: string, labId: string) => {
		const worth = book?.settings.labs[labId]?.points ?? 10;
		const mine = works.filter((work) => work.userId === userId && work.labId === labId);
		const last = changes
			.filter((each) => each.userId === userId && each.labId === labId)
			.toSorted((a, b) => a.seq - b.seq)
			.at(-1);
		const shares = mine.map(({ verdict, at }) => shareOf(verdict) * kept(userId, labId, at.getTime()));
		const isOver = dates.some((each) => each.labId === labId) && kept(userId, labId, now) < 1;
		const earned = shares.length > 0 ? Math.max(...shares) : isOver && last?.kind !== 'excused' ? 0 : null;
		const share = last?.kind === 'set' ? (last.points ?? 0) / (last.worth ?? 1) : earned;
		const counts = share !== null && last?.kind !== 'excused';
		return { labId, share, points: share === null ? null : Math.round(share * worth * 100) / 100, counts };
	};

	return new Map(
		people
			.filter(({ removedAt }) => removedAt === null)
			.map(({ id, username, section }) => {
				const cells = labIds.map((labId) => cellOf(id, labId));
				const counting = cells.filter(({ counts }) => counts);
				const weight = (labId: string) => book?.settings.labs[labId]?.weight ?? 1;
				const weights = counting.reduce((sum, { labId }) => sum + weight(labId), 0);
				const total = counting.reduce((sum, { labId, share }) => sum + (share ?? 0) * weight(labId), 0) / weights;
				const points = new Map(cells.map((cell) => [cell.labId, cell.points]));
				const row = { username, section, points, counted: counting.length };
				return [username, { ...row, total: counting.length === 0 ? null : Math.round(total * 1_000) / 10 }];
			}),
	);
}

/** Points of the checks that passed, of all that there are. */
function shareOf({ checks, offered }: Verdict): number {
	const passed = checks.filter(({ outcome }) => outcome === 'pass').reduce((sum, { points }) => sum + points, 0);
	return passed / ((offered?.public.points ?? 0) + (offered?.hidden.points ?? 0));
}
