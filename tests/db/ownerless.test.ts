/** On both engines: an account that owns a cohort in use is not deleted, and a cohort whose owner has no way in is offered by an admin, and by nobody else. */
import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { erasePerson } from '#db/store/person.ts';
import { insertUser, newUser, updateUser } from '#db/store/users.ts';
import { handleAdminForm } from '#server/admin-users.ts';
import { countUnreadOf, getInbox } from '#server/get-inbox.ts';
import { archiveCohort, requireOwnedCohort, requireTaughtCohort } from '#server/manage-cohorts.ts';
import { listOwnerless, requireNoCohort } from '#server/ownerless.ts';
import { hashPassword } from '#server/password.ts';
import { deletePerson } from '#server/privacy.ts';
import { answerOffer, handleShareForm, listOwnOffers } from '#server/share-cohort.ts';
import { ENGINES } from '../support/database.ts';
import { type LearningTest, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const PASSWORD = 'nine steps up the stairs';

describe.each(ENGINES)('cohorts and their owners on %s', (engine) => {
	let test: LearningTest;
	let passwordHash: string;
	let admin: Actor;
	let okafor: Actor;
	let weiss: Actor;
	let ada: Actor;
	let cohortId: string;
	let made = 0;

	beforeAll(async () => {
		[test, passwordHash] = [await openLearningTest(engine), await hashPassword(PASSWORD)];
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		const { context } = test;
		const named = async (displayName: string, role: Actor['role']): Promise<Actor> => {
			const user = newUser({
				id: `person-${++made}`,
				username: `name${made}`,
				displayName,
				role,
				createdAt: new Date(context.now()),
				passwordHash,
			});
			await insertUser(context.client, user);
			return { id: user.id, username: user.username, displayName, role, isDemo: false };
		};
		// What earlier tests left without an owner is not there.
		await context.client.db.update(context.client.schema.cohorts).set({ ownerId: (await makeActor(context, { role: 'admin' })).id });
		[admin, okafor] = [await named('An admin', 'admin'), await named('S. Okafor', 'instructor')];
		[weiss, ada] = [await named('R. Weiss', 'instructor'), await named('Ada', 'learner')];
		cohortId = await makeCohort(context, okafor, [ada]);
	});
	const offer = (to: Actor, by = admin) =>
		handleAdminForm(test.context, by, { action: 'offer-cohort', cohort: cohortId, username: to.username }, '127.0.0.1');
	const answer = async (actor: Actor, isYes = true) =>
		answerOffer(test.context, actor, (await listOwnOffers(test.context, actor))[0]?.id ?? 'none', isYes);

	it('an account is deleted once its cohorts in use are archived or another’s, and is told which are not', async () => {
		const refused = { kind: 'conflict', message: expect.stringContaining('You own “Spring”') };
		await expect(deletePerson(test.context, okafor, PASSWORD, '')).rejects.toMatchObject(refused);
		await handleShareForm(test.context, okafor, cohortId, { action: 'offer-ownership', username: weiss.username });
		await answer(weiss);
		await deletePerson(test.context, okafor, PASSWORD, '');

		await expect(requireNoCohort(test.context, weiss)).rejects.toMatchObject(refused);
		await archiveCohort(test.context, weiss, cohortId, true);
		await requireNoCohort(test.context, weiss);
	});

	it.each([
		['erased', 'The account of its owner is erased.', (id: string) => erasePerson(test.context.client, id, test.context.now())],
		['deleted', /deleted the account/, (id: string) => updateUser(test.context.client, id, { deletedAt: new Date() })],
		['locked', /is locked/, (id: string) => updateUser(test.context.client, id, { lockedAt: new Date() })],
		['a learner now', /no instructor any more/, (id: string) => updateUser(test.context.client, id, { role: 'learner' })],
	])('one whose owner is %s is offered by an admin and goes to whoever accepts', async (_, why, leave) => {
		await leave(okafor.id);
		const words = typeof why === 'string' ? why : expect.stringMatching(why);
		expect(await listOwnerless(test.context, admin)).toMatchObject([
			{ id: cohortId, name: 'Spring', why: words, asked: null, instructors: [] },
		]);

		await offer(weiss);
		expect(await listOwnerless(test.context, admin)).toMatchObject([{ asked: 'R. Weiss' }]);
		expect(await listOwnOffers(test.context, weiss)).toMatchObject([{ role: 'owner', cohort: 'Spring', isOwnerGone: true }]);
		expect((await getInbox(test.context, weiss)).lines).toMatchObject([{ kind: 'invitation', text: 'An admin asks you: “Spring”.' }]);
		await answer(weiss);

		expect((await requireOwnedCohort(test.context, weiss, cohortId)).ownerId).toBe(weiss.id);
		expect(await listOwnerless(test.context, admin)).toEqual([]);
		const { auditLog } = test.context.client.schema;
		const acts = await test.context.client.db.select().from(auditLog).where(eq(auditLog.targetId, cohortId));
		expect(acts.map(({ action, actorId }) => [action, actorId])).toEqual([
			['owner-offer', admin.id],
			['owner-accept', weiss.id],
		]);
	});

	it('also an archived one, which its new owner can open', async () => {
		await archiveCohort(test.context, okafor, cohortId, true);
		await erasePerson(test.context.client, okafor.id, test.context.now());
		await offer(weiss);
		await answer(weiss);
		await archiveCohort(test.context, weiss, cohortId, false);
		expect((await requireTaughtCohort(test.context, weiss, cohortId)).archivedAt).toBeNull();
	});

	it('a second offer takes the place of the first, and a no leaves it to be offered again', async () => {
		const other = await makeActor(test.context, { displayName: 'Another', role: 'instructor' });
		const username = 'another-teacher';
		const { users } = test.context.client.schema;
		await test.context.client.db.update(users).set({ username }).where(eq(users.id, other.id));
		await updateUser(test.context.client, okafor.id, { lockedAt: new Date() });
		await offer(weiss);
		await offer({ ...other, username });
		expect(await countUnreadOf(test.context, weiss)).toBe(0);
		await expect(answer(weiss)).rejects.toMatchObject({ kind: 'missing' });
		await answer(other, false);
		expect(await listOwnerless(test.context, admin)).toMatchObject([{ asked: null }]);
		await test.context.client.db.update(users).set({ username: other.id }).where(eq(users.id, other.id));
	});

	it('is no way to take a cohort from an owner who can decide, nor for anybody but an admin', async () => {
		await expect(offer(weiss)).rejects.toMatchObject({
			kind: 'conflict',
			message: expect.stringContaining('owner of this cohort can decide'),
		});
		await updateUser(test.context.client, okafor.id, { lockedAt: new Date() });
		for (const by of [weiss, ada]) {
			await expect(offer(weiss, by)).rejects.toMatchObject({ kind: 'forbidden' });
			expect(await listOwnerless(test.context, by)).toEqual([]);
		}
		await expect(offer(ada)).rejects.toMatchObject({
			kind: 'invalid',
			at: `cohort-${cohortId}`,
			message: expect.stringContaining('no instructor'),
		});
		await updateUser(test.context.client, ada.id, { role: 'instructor' });
		await expect(offer(ada)).rejects.toMatchObject({ kind: 'conflict', message: expect.stringContaining('was a learner there') });
		// Whoever comes back decides again.
		await updateUser(test.context.client, okafor.id, { lockedAt: null });
		expect(await listOwnerless(test.context, admin)).toEqual([]);
	});
});
