/** Diagnoses that a cohort's learners met lately, by how many met each, with a few of the submissions that they were found in. */
import type { Misconception } from '#contract/progress.ts';
import type { StoredEvent } from '#db/store/events.ts';
import { findLab } from '#labs/index.ts';
import { onceFor } from '#learning/kept-log.ts';
import { standing } from '#learning/standing-events.ts';

/** Submissions named for each: some of them have the same lines. */
const MOST_SUBMISSIONS = 4;

interface Found {
	readonly t: number;
	readonly labId: string;
	readonly diagnosis: string;
	readonly submissionId: string | null;
}

interface Met {
	readonly labId: string;
	readonly diagnosis: string;
	readonly ids: Set<string>;
	/** The newest submission of each learner. */
	readonly newest: Map<string, { readonly t: number; readonly id: string }>;
}

/** Slips of syntax and types are left out: they say nothing about an idea. */
export function listMisconceptions(
	logs: ReadonlyMap<string, readonly StoredEvent[]>,
	learners: readonly { readonly id: string; readonly displayName: string }[],
	since: number,
): Misconception[] {
	const met = new Map<string, Met>();
	for (const [userId, log] of logs) {
		for (const { t, labId, diagnosis, submissionId } of foundIn(log)) {
			if (t < since) continue;
			const key = `${labId} ${diagnosis}`;
			const of = met.get(key) ?? { labId, diagnosis, ids: new Set(), newest: new Map() };
			met.set(key, of);
			of.ids.add(userId);
			if (submissionId !== null && t >= (of.newest.get(userId)?.t ?? 0)) of.newest.set(userId, { t, id: submissionId });
		}
	}
	return [...met.values()]
		.map(({ labId, diagnosis, ids, newest }) => ({
			...{ diagnosis, labId, lesson: findLab(labId)?.lesson ?? labId },
			learners: learners.filter(({ id }) => ids.has(id)).map(({ id, displayName }) => ({ id, displayName })),
			submissions: [...newest.values()]
				.sort((a, b) => b.t - a.t || a.id.localeCompare(b.id, 'en'))
				.slice(0, MOST_SUBMISSIONS)
				.map(({ id }) => id),
		}))
		.sort((a, b) => b.learners.length - a.learners.length || a.diagnosis.localeCompare(b.diagnosis, 'en'));
}

const foundIn = onceFor((log: readonly StoredEvent[]): readonly Found[] =>
	standing(log).flatMap(({ event, submissionId }) => {
		if ((event.type !== 'attempt' && event.type !== 'practice') || event.diagnosis === undefined) return [];
		if (event.type === 'attempt' && event.kind === 'mundane') return [];
		return [{ t: event.t, labId: event.task.split('#')[0] ?? '', diagnosis: event.diagnosis, submissionId }];
	}),
);
