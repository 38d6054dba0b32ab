/** The core skills and what each needs, and where somebody stands with them: proven, due for a check, in work, open, or with others to prove first. Any order is allowed. */
import type { HelpDecision } from '#contract/help.ts';
import type { LessonFrontMatter } from '#contract/lesson.ts';
import type { MapNode, MapState } from '#contract/map.ts';
import type { Actor } from '#contract/user.ts';
import { listEvents } from '#db/store/events.ts';
import { labs } from '#labs/index.ts';
import { decide } from '#learning/decide.ts';
import { standingEvents } from '#learning/standing-events.ts';
import type { Context } from './context.ts';
import { readPredictQuestions } from './predict-questions.ts';
import { listSkills, type Skill } from './skills.ts';

type Written = readonly { readonly href: string; readonly data: Pick<LessonFrontMatter, 'number'> }[];
type Standing = Pick<HelpDecision, 'status' | 'recheck'>;

/** In the order of the list. A guest sees the map without states. */
export async function getSkillMap(context: Context, actor: Actor | null, written: Written): Promise<readonly MapNode[]> {
	const skills = [...listSkills().values()].filter(({ kind }) => kind === 'core');
	const places = placesOf(written);
	if (actor === null) return buildSkillMap(skills, places, null, 0);
	const [now, all] = [context.now(), standingEvents(await listEvents(context.client, actor.id))];
	const standings = skills.map(({ id }) => {
		const events = all.filter(({ skill }) => skill === id);
		return [id, decide({ now, events, skill: id, task: 'a-new-lab' })] as const;
	});
	return buildSkillMap(skills, places, new Map(standings), now);
}

/** Where a skill is worked on: in its lab, else in the lesson that asks about it. */
function placesOf(written: Written): ReadonlyMap<string, string> {
	const asked = written.flatMap(({ href, data }) => readPredictQuestions(data.number).map(({ skill }) => [skill, href] as const));
	return new Map([...asked.toReversed(), ...labs.toReversed().map(({ id, skills }) => [skills.core, `/lab/${id}`] as const)]);
}

export function buildSkillMap(
	skills: readonly Skill[],
	places: ReadonlyMap<string, string>,
	standings: ReadonlyMap<string, Standing> | null,
	now: number,
): readonly MapNode[] {
	const isProven = (id: string): boolean => ['proven', 'due'].includes(standings?.get(id)?.status ?? 'unseen');
	return skills.map(({ id, title, needs }) => {
		const href = places.get(id) ?? null;
		const state = standings === null ? null : stateOf(standings.get(id), { href, isReady: needs.every(isProven), now });
		return { id, title, href, needs, state };
	});
}

interface Around {
	readonly href: string | null;
	/** Everything that it needs is proven. */
	readonly isReady: boolean;
	readonly now: number;
}

function stateOf(standing: Standing | undefined, { href, isReady, now }: Around): MapState {
	const { status = 'unseen', recheck = null } = standing ?? {};
	if (status === 'due' || (recheck !== null && recheck.from <= now)) return 'due';
	if (status === 'proven' || status === 'learning') return status;
	if (href === null) return 'ahead';
	return isReady ? 'open' : 'later';
}
