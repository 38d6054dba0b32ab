/** On both engines: being asked into a cohort and points that a person set are told in the inbox, once, with the way to them, and the feed names nobody. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { changeScore } from '#server/change-score.ts';
import { acceptCohortLink, linkPath } from '#server/cohort-links.ts';
import { readFeed } from '#server/feed.ts';
import { countUnreadOf, getInbox } from '#server/get-inbox.ts';
import { getRoster } from '#server/get-roster.ts';
import { digestOf, importRoster } from '#server/import-roster.ts';
import { handleInboxForm } from '#server/inbox-form.ts';
import { requireTaughtCohort } from '#server/manage-cohorts.ts';
import { planImport } from '#server/plan-import.ts';
import { handleRosterForm } from '#server/roster-form.ts';
import { answerOffer, handleShareForm, listOwnOffers } from '#server/share-cohort.ts';
import { ENGINES, makeUser } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const LAB = 'rope';

describe.each(ENGINES)('what the inbox tells on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let weiss: Actor;
	let ada: Actor;
	let bao: Actor;
	let cohortId: string;
	let place = 0;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		weiss = await named('weiss', 'R. Weiss', 'instructor');
		[ada, bao] = [await named('ada', 'Ada'), await named('bao', 'Bao')];
		cohortId = await makeCohort(test.context, okafor, [ada]);
		test.later(MINUTE_MS);
	});

	const named = async (name: string, displayName: string, role: Actor['role'] = 'learner'): Promise<Actor> => {
		const username = `${name}${++place}`;
		return { id: await makeUser(test.context.client, { username, displayName, role }), username, displayName, role, isDemo: false };
	};
	const inbox = async (actor: Actor) => (await getInbox(test.context, actor)).lines;
	const unread = (actor: Actor) => countUnreadOf(test.context, actor);
	const share = (action: string, username: string) => handleShareForm(test.context, okafor, cohortId, { action, username });
	const feedOf = async (actor: Actor) => {
		const path = (await handleInboxForm(test.context, actor, { action: 'feed-make' })) ?? '';
		return readFeed(test.context, path.slice('/feed/'.length, -'.xml'.length), 'https://gradus.example.org');
	};
	const take = async (list: string) => {
		const bytes = new TextEncoder().encode(list);
		const plan = await planImport(test.context, await requireTaughtCohort(test.context, okafor, cohortId), bytes);
		return importRoster(test.context, okafor, cohortId, { bytes, seen: digestOf(plan) });
	};

	it('an account that a list asks is told, an address without one is nobody’s, and the answer settles it', async () => {
		await take(`${bao.username},Bao\nnobody-yet,Nobody`);
		expect(await inbox(bao)).toMatchObject([
			{ kind: 'invitation', title: 'You are asked to join a cohort', text: 'S. Okafor asks you: “Spring”.', href: '/me', isUnread: true },
		]);
		expect(await inbox(ada)).toEqual([]);
		expect(await feedOf(bao)).not.toMatch(/Okafor|Spring/);

		const link = (await getRoster(test.context, okafor, cohortId, null)).links.find(({ username }) => username === bao.username);
		const token = linkPath(test.context, link?.id ?? '').slice('/join/'.length);
		await acceptCohortLink(test.context, bao, token, {}, '127.0.0.1');
		expect(await unread(bao)).toBe(0);
	});

	it('a question that is taken back is left unread by nobody', async () => {
		await take(`${bao.username},Bao`);
		const link = (await getRoster(test.context, okafor, cohortId, null)).links[0];
		await handleRosterForm(test.context, okafor, cohortId, { action: 'end-link', link: link?.id ?? '' });
		expect(await unread(bao)).toBe(0);
	});

	it.each([
		['invite-instructor', 'You are asked to teach a cohort'],
		['offer-ownership', 'You are asked to take a cohort over'],
	])('%s is told to the one who is asked, until they answer', async (action, title) => {
		await share(action, weiss.username);
		expect(await inbox(weiss)).toMatchObject([{ kind: 'invitation', title, href: '/teach', isUnread: true }]);
		expect(await feedOf(weiss)).toContain(`<title type="text">${title}</title>`);
		await answerOffer(test.context, weiss, (await listOwnOffers(test.context, weiss))[0]?.id ?? '', action === 'offer-ownership');
		expect(await unread(weiss)).toBe(0);
	});

	it('what the owner before asked ends with a new owner, and is left unread by nobody', async () => {
		const stranger = await named('sato', 'M. Sato', 'instructor');
		await share('invite-instructor', stranger.username);
		await share('offer-ownership', weiss.username);
		expect(await unread(stranger)).toBe(1);
		await answerOffer(test.context, weiss, (await listOwnOffers(test.context, weiss))[0]?.id ?? '', true);
		expect(await listOwnOffers(test.context, stranger)).toEqual([]);
		expect([await unread(stranger), await unread(weiss)]).toEqual([0, 0]);
	});

	it('points, an excuse and their taking back are one message a lab, unread again with each; the feed has no reason', async () => {
		const cell = { cohortId, learnerId: ada.id, labId: LAB };
		const set = (fields: Record<string, string>, seen: number) =>
			changeScore(test.context, okafor, cell, { reason: 'spoken exam on Monday', ...fields, seen: String(seen) });
		const only = async () => {
			const lines = await inbox(ada);
			expect(lines).toHaveLength(1);
			await handleInboxForm(test.context, ada, { action: 'read', message: lines[0]?.id ?? '' });
			return lines[0];
		};

		await set({ action: 'set', points: '8' }, 0);
		const points = { kind: 'points', isUnread: true, href: '/me#points', text: 'S. Okafor: “spoken exam on Monday”' };
		expect(await only()).toMatchObject({
			...points,
			title: expect.stringMatching(/^Your points for \d.* were set$/),
			open: expect.stringContaining('8 of 10 points'),
		});
		await set({ action: 'excuse' }, 1);
		expect(await only()).toMatchObject({ ...points, title: expect.stringContaining('You are excused from') });
		await set({ action: 'undo' }, 2);
		expect(await only()).toMatchObject({ title: expect.stringContaining('taken back'), open: expect.stringContaining('8 of 10 points') });
		await set({ action: 'undo' }, 3);
		expect(await only()).toMatchObject({
			title: expect.stringContaining('taken back'),
			open: expect.stringContaining('It counts only where'),
		});

		expect(await feedOf(ada)).not.toMatch(/Okafor|Monday/);
		await handleInboxForm(test.context, ada, { action: 'kinds', 'kind:invitation': 'on' });
		expect(await inbox(ada)).toEqual([]);
		await expect(set({ action: 'set', points: '3' }, 1)).rejects.toMatchObject({ kind: 'conflict' });
	});
});
