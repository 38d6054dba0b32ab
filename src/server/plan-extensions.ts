/**
 * What more time for several learners at once would do, before anybody does it. Chosen are the learners who are in the cohort now: somebody
 * who joins a section later has the cohort's date, because nobody decided about them. Nobody's date is moved forward.
 */
import { createHash } from 'node:crypto';
import { dueFor, endOf, latenessOf, type SeveralAsk } from '#contract/deadline.ts';
import type { PlannedExtensions } from '#contract/deadline-plan.ts';
import { momentOf, oddityOf } from '#contract/zoned-time.ts';
import type { CohortLearner } from '#db/store/teaching.ts';
import { toDeadline } from './dues.ts';
import { requireLater } from './extend.ts';
import { type Fields, FormError } from './form.ts';
import { type CohortDeadlines, labLine, requireZone } from './plan-deadlines.ts';

/** Fields of the form: `everybody`, `section:<name>` with the empty name for those without one, `person:<id>`. @throws FormError when nobody is chosen. */
export function readChosen(learners: readonly CohortLearner[], fields: Fields): readonly CohortLearner[] {
	const isOn = (name: string) => fields[name] === 'on';
	const chosen = learners.filter(({ id, section }) => isOn('everybody') || isOn(`section:${section}`) || isOn(`person:${id}`));
	if (chosen.length === 0) throw new FormError({ who: 'Choose a section, or learners. Who has left the cohort meanwhile is not chosen.' });
	return chosen;
}

/** @throws FormError, AppError `invalid` where the lab has no deadline or this is no later, `conflict` for another time zone. */
export function planExtensions(state: CohortDeadlines, ask: SeveralAsk, chosen: readonly CohortLearner[], now: number): PlannedExtensions {
	const { timeZone } = state.cohort;
	requireZone(ask.zone, timeZone);
	const to = momentOf(ask.until, timeZone);
	const row = state.rows.get(ask.lab);
	const deadline = row && toDeadline(row, timeZone);
	const was = requireLater(deadline, ask.lab, to);
	const own = Map.groupBy(
		state.extensions.filter(({ labId }) => labId === ask.lab),
		({ userId }) => userId,
	);
	const each = chosen.map(({ id, displayName }) => {
		const held = own.get(id)?.at(-1);
		const before = dueFor(deadline, held ? [{ dueAt: held.dueAt.getTime() }] : []);
		const after = dueFor(deadline, [{ dueAt: to }]);
		const times = state.submitted.get(`${id} ${ask.lab}`) ?? [];
		const turnsOnTime = times.some((at) => latenessOf(before, at).isLate && !latenessOf(after, at).isLate);
		return { id, displayName, from: before?.dueAt ?? was, replaces: held?.id ?? null, turnsOnTime };
	});
	const moved = each.filter(({ from }) => from < to);
	return {
		...{ lab: labLine(ask.lab), was, to, timeZone, reason: ask.reason },
		moved: moved.map(({ turnsOnTime, ...line }) => line),
		kept: each.filter(({ from }) => from >= to).map(({ id, displayName, from }) => ({ id, displayName, until: from })),
		turnOnTime: moved.filter(({ turnsOnTime }) => turnsOnTime).map(({ id, displayName }) => ({ id, displayName })),
		...{ isPast: endOf(to) <= now, oddity: oddityOf(ask.until, timeZone) },
		digest: digestOf(ask.lab, to, was, each),
	};
}

/** Names are left out: somebody who writes theirs differently changes nothing here. */
function digestOf(labId: string, to: number, was: number, each: readonly { id: string; from: number; replaces: string | null }[]): string {
	const lines = each.map(({ id, from, replaces }) => [id, from, replaces]);
	return createHash('sha256')
		.update(JSON.stringify([labId, to, was, lines]))
		.digest('base64url');
}
