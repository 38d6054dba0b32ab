/**
 * An instructor looks at home, the path and My work as a learner of theirs sees them. Nobody is signed in as the learner: a page of the
 * instructor's own is made from the learner's data, and reading it writes nothing. To begin is an act of its own, which the audit log keeps.
 */
import type { OwnDue } from '#contract/deadline.ts';
import type { PreviewView } from '#contract/learner-page.ts';
import type { LessonFrontMatter, ModuleMap, PathView } from '#contract/lesson.ts';
import type { MapNode } from '#contract/map.ts';
import type { Progress } from '#contract/progress.ts';
import type { OwnComment } from '#contract/review.ts';
import type { Actor } from '#contract/user.ts';
import { hasActedSince } from '#db/store/audit.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { listOwnDues } from './dues.ts';
import { getOwnComments } from './get-own-comments.ts';
import { getOwnPoints, type OwnPoints } from './get-own-points.ts';
import { getPath } from './get-path.ts';
import { getProgress } from './get-progress.ts';
import { getSkillMap } from './get-skill-map.ts';
import { requireTaughtLearner } from './manage-cohorts.ts';

const BEGIN = 'learner-preview';
/** After an hour it is begun again, and the audit log tells that too. */
export const PREVIEW_MS = 3_600_000;

export interface PreviewScope {
	readonly cohortId: string;
	readonly learnerId: string;
}

/** @throws AppError `missing` for a cohort that is not the actor's, or a learner who is not in it. */
export async function beginPreview(context: Context, actor: Actor, { cohortId, learnerId }: PreviewScope, ip: string): Promise<void> {
	const { learner } = await requireTaughtLearner(context, actor, cohortId, learnerId);
	await audit(context, { actorId: actor.id, action: BEGIN, targetKind: 'user', targetId: learner.id, detail: { cohortId }, ip });
}

export interface Preview {
	readonly cohort: Cohort;
	readonly learner: Actor;
	/** Null: it was not begun, or too long ago. */
	readonly shown: Shown | null;
}

type Shown =
	| {
			readonly view: 'home';
			readonly path: PathView;
			readonly progress: Progress;
			readonly skills: readonly MapNode[];
			readonly dues: readonly OwnDue[];
	  }
	| { readonly view: 'path'; readonly path: PathView; readonly dues: readonly OwnDue[] }
	| {
			readonly view: 'work';
			readonly progress: Progress;
			readonly skills: readonly MapNode[];
			readonly dues: readonly OwnDue[];
			readonly comments: readonly OwnComment[];
			readonly points: readonly OwnPoints[];
	  };

interface Course {
	readonly modules: readonly ModuleMap[];
	readonly written: readonly { readonly href: string; readonly data: LessonFrontMatter }[];
}

/** @throws AppError as `beginPreview`. */
export async function getPreview(
	context: Context,
	actor: Actor,
	{ cohortId, learnerId }: PreviewScope,
	{ view, course }: { view: PreviewView; course: Course },
): Promise<Preview> {
	const { cohort, learner: found } = await requireTaughtLearner(context, actor, cohortId, learnerId);
	const { id, username, displayName } = found;
	const learner: Actor = { id, username, displayName, role: 'learner', isDemo: false };
	const since = context.now() - PREVIEW_MS;
	const isBegun = await hasActedSince(context.client, { actorId: actor.id, action: BEGIN, targetId: learner.id, since });
	return { cohort, learner, shown: isBegun ? await readShown(context, learner, cohortId, { view, course }) : null };
}

/** Dates and points of this cohort alone: what other cohorts of the learner set is their instructors' business. */
async function readShown(
	context: Context,
	learner: Actor,
	cohortId: string,
	{ view, course }: { view: PreviewView; course: Course },
): Promise<Shown> {
	const isOfCohort = ({ cohort }: { readonly cohort: { readonly id: string } }): boolean => cohort.id === cohortId;
	const dues = (await listOwnDues(context, learner.id)).filter(isOfCohort);
	switch (view) {
		case 'home': {
			const path = await getPath(context, learner, course);
			return { view, dues, path, ...(await readSkills(context, learner, course)) };
		}
		case 'path':
			return { view, dues, path: await getPath(context, learner, course) };
		case 'work': {
			const [comments, points] = await Promise.all([getOwnComments(context, learner), getOwnPoints(context, learner)]);
			return { view, dues, comments, points: points.filter(isOfCohort), ...(await readSkills(context, learner, course)) };
		}
	}
}

async function readSkills(context: Context, learner: Actor, { written }: Course) {
	const [progress, skills] = await Promise.all([getProgress(context, learner.id), getSkillMap(context, learner, written)]);
	return { progress, skills };
}
