/** What stands beside the demo's learners in their cohort: a question to a person, a bound that holds, and an experiment that is over. */
import { newId } from '#db/id.ts';
import { labs } from '#labs/index.ts';
import { assignArm } from '#server/assign-arm.ts';
import type { Context } from '#server/context.ts';

const DAY = 86_400_000;
const DESIGN = { kind: 'pace-gentle', arms: ['gentle', 'standard'] } as const;

/** `learnerIds`: of the synthetic learners, in their order. */
export async function insertAroundCohort(
	context: Context,
	{ cohortId, instructorId, learnerIds }: { cohortId: string; instructorId: string; learnerIds: readonly string[] },
): Promise<void> {
	const { client } = context;
	const { experiments, experimentMembers, helpBounds, helpRequests } = client.schema;
	const at = (days: number) => new Date(context.now() - days * DAY);
	const [labId, nextLabId] = [labs[0]?.id ?? '', labs[1]?.id ?? ''];
	await client.db.insert(helpRequests).values({
		id: newId(context.now()),
		userId: learnerIds[9] ?? instructorId,
		labId: nextLabId,
		text: 'I keep getting the same message. Is it the scale, or the order of the two steps?',
		createdAt: at(0.2),
		answer: null,
		answeredBy: null,
		answeredAt: null,
	});
	await client.db.insert(helpBounds).values({
		id: newId(context.now()),
		cohortId,
		userId: learnerIds[20] ?? null,
		labId: null,
		floor: 1,
		ceiling: 5,
		pace: 'gentle',
		maxAuto: null,
		accommodation: true,
		reason: 'Agreed with the disability office: the first hint, at any time.',
		createdBy: instructorId,
		createdAt: at(13),
		endedAt: null,
	});
	const experimentId = newId(at(13).getTime());
	await client.db.insert(experiments).values({
		id: experimentId,
		cohortId,
		kind: DESIGN.kind,
		title: 'Does a gentle pace last?',
		consent:
			'We compare two paces of help. Chance puts you into a group. What is compared is whether you can still do the lab’s task without help a day later. You may leave at any time; a no changes nothing. (Synthetic experiment of the demo, on labs of ' +
			`${labId}.)`,
		delayDays: 1,
		createdBy: instructorId,
		createdAt: at(13),
		endedAt: at(0.1),
	});
	const dealt: string[] = [];
	const rows = learnerIds.slice(0, 18).map((userId, n) => {
		// By place, not by id: ids differ in each demo, and all demos look the same.
		const arm = n % 9 === 8 ? null : assignArm(DESIGN.arms, dealt, { experimentId: 'demo', userId: String(n) });
		if (arm !== null) dealt.push(arm);
		return { experimentId, userId, arm, answeredAt: at(12.9), leftAt: n === 4 ? at(2) : null };
	});
	await client.db.insert(experimentMembers).values(rows);
}
