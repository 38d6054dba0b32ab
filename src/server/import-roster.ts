/** Takes a list of learners into a cohort: exactly what was previewed, all of it or nothing. The same list again changes nothing. */
import { createHash } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import { MAX_ROSTER_BYTES, type PlannedLine } from '#contract/roster.ts';
import type { Actor } from '#contract/user.ts';
import { writeImport } from '#db/store/roster.ts';
import { auditRow } from './audit.ts';
import { newCohortLink, toldOfLink } from './cohort-links.ts';
import type { Context } from './context.ts';
import { type Fields, readFormData } from './form.ts';
import { inTurn } from './in-turn.ts';
import { requireOpenTaughtCohort } from './manage-cohorts.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { tell } from './tell.ts';

/** Says whether a plan is still the one that was seen. */
export function digestOf({ lines }: ImportPlan): string {
	const seen = lines.map(({ line, username, section, outcome }) => [line, username, section, outcome]);
	return createHash('sha256').update(JSON.stringify(seen)).digest('base64url');
}

/** What was pasted, or else the file. @throws AppError as `readForm` */
export async function readRosterUpload(request: Request): Promise<{ fields: Fields; bytes: Uint8Array }> {
	// Room for the fields around it.
	const form = await readFormData(request, MAX_ROSTER_BYTES + 100_000);
	const fields = Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
	const file = form.get('file');
	const pasted = new TextEncoder().encode(fields['lines'] ?? '');
	return { fields, bytes: pasted.length === 0 && file instanceof File ? new Uint8Array(await file.arrayBuffer()) : pasted };
}

/** Gives the number of lines that changed something. @throws AppError `missing`, `invalid`, or `conflict` when the plan is no longer what was seen. */
export function importRoster(
	context: Context,
	actor: Actor,
	cohortId: string,
	{ bytes, seen }: { readonly bytes: Uint8Array; readonly seen: string },
): Promise<number> {
	return inTurn(context, 'roster', cohortId, async (turn) => {
		const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
		const plan = await planImport(context, cohort, bytes);
		if (digestOf(plan) !== seen)
			throw new AppError('conflict', 'The roster changed since this preview, so nothing was imported.', {
				fix: 'Look at the new preview below.',
			});
		const of = (...outcomes: PlannedLine['outcome'][]) => plan.lines.filter(({ outcome }) => outcomes.includes(outcome));
		const invited = of('invite', 'ask').map((line) => newCohortLink(context, actor, cohortId, { ...line, maxUses: 1 }));
		const [added, moved] = [withAccount(of('add')), withAccount(of('move'))];
		const changed = added.length + moved.length + invited.length;
		if (changed === 0) return 0;
		const detail = {
			...{ added, moved, invitations: invited.map(({ id }) => id) },
			...{ unchanged: of('same').length, refused: of('refuse').length },
		};
		const joinedAt = new Date(context.now());
		const line = auditRow(context, actor, cohortId, 'roster-import', detail);
		await writeImport(turn, { cohortId, joinedAt, added, moved, invited }, line, (db) =>
			tell(
				context,
				db,
				invited.flatMap((link) => toldOfLink(cohort, link)),
			),
		);
		return changed;
	});
}

function withAccount(lines: readonly PlannedLine[]): { userId: string; section: string }[] {
	return lines.flatMap(({ userId, section }) => (userId === null ? [] : [{ userId, section }]));
}
