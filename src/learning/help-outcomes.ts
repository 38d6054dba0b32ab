/**
 * What became of learners with little help and with much, lab by lab: who passed, and who passed the unaided re-check
 * afterwards. A comparison of groups that chose themselves: it describes, and says nothing about what help causes.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { HelpOutcome, OutcomeGroup } from '#contract/teach-help.ts';
import { onceFor } from './kept-log.ts';
import { labOfPractice, labOfRecheck, replay } from './replay.ts';

/** Up to this rung a pass counts as independent. */
const UNAIDED_RUNG = 1;

type Group = { [key in keyof OutcomeGroup]: string[] };
type Course = { shown: number; isPassed: boolean; recheck: 'pass' | 'fail' | null };

/** `logs`: of each learner, the events that count, by time. Labs that somebody worked on, by id. */
export function helpOutcomes(logs: ReadonlyMap<string, readonly LearningEvent[]>): HelpOutcome[] {
	const found = new Map<string, { unaided: Group; aided: Group }>();
	for (const [userId, events] of logs) {
		for (const [labId, course] of coursesOf(events)) {
			const entry = found.get(labId) ?? { unaided: newGroup(), aided: newGroup() };
			found.set(labId, entry);
			enter(course.shown <= UNAIDED_RUNG ? entry.unaided : entry.aided, userId, course);
		}
	}
	return [...found].map(([labId, groups]) => ({ labId, ...groups })).sort((a, b) => a.labId.localeCompare(b.labId, 'en'));
}

const newGroup = (): Group => ({ worked: [], passed: [], recheckPassed: [], recheckFailed: [] });

function enter(group: Group, userId: string, { isPassed, recheck }: Course): void {
	group.worked.push(userId);
	if (isPassed) group.passed.push(userId);
	if (recheck === 'pass') group.recheckPassed.push(userId);
	if (recheck === 'fail') group.recheckFailed.push(userId);
}

const coursesOf = onceFor((events: readonly LearningEvent[]): ReadonlyMap<string, Course> => {
	const courses = new Map<string, Course>();
	for (const { event, instance, isTry } of replay(events)) {
		const labId = labOfPractice(event);
		if (labId !== null && instance) {
			const course = courses.get(labId);
			// Opening a lab is not work; and what is read after the pass did not help to it.
			if (course?.isPassed || (!course && instance.units === 0 && !isTry)) continue;
			courses.set(labId, { shown: instance.shown, isPassed: instance.isPassed, recheck: null });
			continue;
		}
		const course = isTry && event.type === 'attempt' ? courses.get(labOfRecheck(event) ?? '') : undefined;
		if (course?.isPassed && course.recheck === null && event.type === 'attempt' && (event.item ?? 'code') === 'code')
			course.recheck = event.verdict;
	}
	return courses;
});
