/** Over HTTP: nobody gets code that they have not earned, and an unaided check is left alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AutomationView } from '#contract/automation.ts';
import type { LearningEvent } from '#contract/event.ts';
import { insertEvent } from '#db/store/events.ts';
import { ACCEPTED, judge } from '../support/learning.ts';
import { startSite, type TestSite } from '../support/site.ts';

const PATH = '/api/labs/modernise/automation';
const SKILL = 'causal-attention';
const OWN = 'export function causalAttention(q, k, v) {\n\tconst myOwnScores = q.matMul(k, false, true);\n\treturn myOwnScores;\n}\n';

describe('the built site', () => {
	let site: TestSite;
	let learner: { id: string; cookie: string };

	beforeAll(async () => {
		site = await startSite();
		learner = await site.person('learner');
	});
	afterAll(() => site.stop());

	const get = async (cookie: string): Promise<AutomationView> =>
		// Our own server; the contract names the shape.
		(await (await fetch(site.server.url + PATH, { headers: { cookie } })).json()) as AutomationView;
	const take = async (level: number, skill = SKILL, cookie = learner.cookie): Promise<number> => {
		const headers = { cookie, origin: site.server.url, 'content-type': 'application/json' };
		return (await fetch(site.server.url + PATH, { method: 'POST', headers, body: JSON.stringify({ skill, level }) })).status;
	};
	const write = (event: Pick<LearningEvent, 'type'> & Partial<LearningEvent>) =>
		insertEvent(site.context.client, {
			userId: learner.id,
			labId: SKILL,
			event: { t: Date.now(), skill: SKILL, task: `${SKILL}#seed`, mode: 'recheck', ...event } as LearningEvent,
		});
	const skillsOf = ({ snippets, blocks }: AutomationView) => [...new Set([...snippets, ...blocks].map(({ skill }) => skill))];

	test('gives a guest what is never rationed, and takes no use from one', async () => {
		expect(skillsOf(await get(''))).toEqual(['typescript', 'tensor-shapes']);
		expect(await take(2, 'typescript', '')).toBe(401);
	});

	test('gives a learner nothing of a skill that is not proven, not even the code they were accepted with', async () => {
		const actor = { id: learner.id, username: 'x', displayName: 'x', role: 'learner', isDemo: false } as const;
		await judge(site.context, actor, ACCEPTED, OWN);
		const view = await get(learner.cookie);
		expect(skillsOf(view)).toEqual(['typescript', 'tensor-shapes']);
		expect(JSON.stringify(view)).not.toContain('myOwnScores');
		expect(await take(2)).toBe(403);
	});

	test('gives it once it is proven, nothing of it while an unaided check is open, and to nobody else', async () => {
		await write({ type: 'attempt', verdict: 'pass' });
		expect(skillsOf(await get(learner.cookie))).toContain(SKILL);
		expect(await take(3)).toBe(204);
		expect(skillsOf(await get((await site.person('learner')).cookie))).not.toContain(SKILL);
		await write({ type: 'open', task: `${SKILL}#seed.2` });
		expect(skillsOf(await get(learner.cookie))).not.toContain(SKILL);
		expect(await take(2)).toBe(403);
	});

	test('refuses a use that is none, and one of a lab that does not exist', async () => {
		expect(await take(1)).toBe(400);
		expect((await fetch(`${site.server.url}/api/labs/nothing/automation`)).status).toBe(404);
	});
});
