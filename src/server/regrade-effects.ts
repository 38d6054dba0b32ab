/**
 * What a regrade does to each learner's standing: the fold of their log without it, and with every changed verdict of it. The same two numbers
 * before it is applied, while it holds and after it was undone, because both are computed and neither is remembered.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { RegradeRow, SkillSummary } from '#contract/regrade.ts';
import type { StoredEvent } from '#db/store/events.ts';
import type { listItems, Regrade } from '#db/store/regrades.ts';
import { decideOn } from '#learning/decide.ts';
import { eventOfVerdict } from '#learning/event-of-verdict.ts';
import { fold } from '#learning/fold.ts';
import { PACE_FACTOR } from '#learning/parameters.ts';
import { asJudgedLast, standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';
import { combineBounds, type HelpSettings } from './help-settings.ts';
import { loadCohortWork, preferenceOf } from './load-cohort-work.ts';
import { isOvertaken } from './regrade-overtaken.ts';

type Items = Awaited<ReturnType<typeof listItems>>;
type Effect = NonNullable<RegradeRow['skill']>;

/** By learner; of those who are in the cohort now. */
export async function regradeEffects(context: Context, regrade: Regrade, items: Items): Promise<ReadonlyMap<string, Effect>> {
	const { learners, logs, bounds, arms } = await loadCohortWork(context, regrade.cohortId);
	const itemsOf = Map.groupBy(items, ({ learner }) => learner.id);
	const boundsOf = Map.groupBy(bounds, ({ userId }) => userId);
	return new Map(
		learners.flatMap((learner) => {
			const mine = itemsOf.get(learner.id);
			if (mine === undefined) return [];
			const settings = {
				...combineBounds(boundsOf.get(learner.id) ?? [], learner.id, regrade.labId, arms),
				pref: preferenceOf(learner),
			};
			return [[learner.id, effectOn(logs.get(learner.id) ?? [], regrade, mine, settings, context.now())] as const];
		}),
	);
}

function effectOn(log: readonly StoredEvent[], regrade: Regrade, items: Items, settings: HelpSettings, now: number): Effect {
	const skill = requireLab(regrade.labId).skills.core;
	const without = log.filter(({ event }) => event.skill === skill && !(event.type === 'regrade' && event.regradeId === regrade.id));
	const judged = items.flatMap((row) => (isOvertaken(row) ? [] : regradeEvent(without, row.item, now)));
	const summarise = (events: readonly StoredEvent[]): SkillSummary => stand(standingEvents(events), regrade.labId, settings, now);
	const before = summarise(without);
	return { without: before, with: judged.length === 0 ? before : summarise([...without, ...judged]) };
}

/** As replace-verdict.ts would write it; nothing for what was not judged, was left alone, or would read the same. */
function regradeEvent(log: readonly StoredEvent[], item: Items[number]['item'], now: number): StoredEvent[] {
	const attempt = asJudgedLast(log).find(({ submissionId, event }) => submissionId === item.submissionId && event.type === 'attempt');
	if (!item.isChanged || item.after === null || item.state === 'skipped' || attempt?.event.type !== 'attempt') return [];
	const { t, skill, task, mode = 'practice', edits = 0 } = attempt.event;
	const judged = eventOfVerdict(item.after, { t, skill, task, mode, edits });
	if (judged === null) return [];
	const { verdict, diagnosis, kind } = judged;
	const said = { verdict, ...(diagnosis === undefined ? {} : { diagnosis }), ...(kind === undefined ? {} : { kind }) };
	const event: LearningEvent = {
		...{ t: now, skill, task, mode, type: 'regrade', eventId: attempt.id, ...said },
		...{ cause: 'regrade', changeId: '', regradeId: item.regradeId, reason: '' },
	};
	return [{ ...attempt, id: `${attempt.id} again`, submissionId: null, event }];
}

function stand(events: readonly LearningEvent[], labId: string, { config, pref, pace }: HelpSettings, now: number): SkillSummary {
	const skill = requireLab(labId).skills.core;
	const folded = fold(events).get(skill);
	const atPace = pace === 'standard' ? folded : fold(events, undefined, PACE_FACTOR[pace]).get(skill);
	const { maxLevel } = decideOn(atPace, { now, skill, task: labId, labCore: true, config, pref, pace });
	return { p: folded?.p ?? 0, isProven: folded?.isProven ?? false, level: maxLevel };
}
