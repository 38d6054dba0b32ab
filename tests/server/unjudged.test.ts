/** A submission that the grader fails on four times: the learner is told whose fault it is, staff see why, and run it again once it is mended. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Actor } from '#contract/user.ts';
import { leaseJob, needStaff, selectOptionalJob } from '#db/store/jobs.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { handleAdminForm } from '#server/admin-users.ts';
import { getSubmissionView } from '#server/get-submission.ts';
import { listUnjudged } from '#server/list-unjudged.ts';
import { handleCohortForm } from '#server/teach-page.ts';
import { makeSubmission } from '../support/database.ts';
import { type LearningTest, MINUTE_MS, makeActor, makeCohort, openLearningTest } from '../support/learning.ts';

const REASON = '4. fault: The sandbox ended by code 70.\n    at somewhere in the code';
let site: LearningTest;
let admin: Actor;
let okafor: Actor;
let weiss: Actor;
let ada: Actor;

beforeEach(async () => {
	site = await openLearningTest('sqlite');
	admin = await makeActor(site.context, { role: 'admin' });
	okafor = await makeActor(site.context, { role: 'instructor' });
	weiss = await makeActor(site.context, { role: 'instructor' });
	ada = await makeActor(site.context, { displayName: 'Ada' });
	await makeCohort(site.context, okafor, [ada]);
});
afterEach(() => site.close());

async function makeUnjudged(): Promise<string> {
	const id = await makeSubmission(site.context.client, ada.id);
	site.later(MINUTE_MS * 60 * 24 * 365);
	const job = await leaseJob(site.context.client, { owner: 'grader', now: site.context.now() });
	if (job === undefined) throw new Error('no job was due');
	await needStaff(site.context.client, job, { now: site.context.now(), error: REASON });
	return id;
}

function formOf(submission: string): FormData {
	const form = new FormData();
	form.set('action', 'retry');
	form.set('submission', submission);
	return form;
}

const stateOf = async (id: string) => (await getSubmissionView(site.context, await selectSubmission(site.context.client, id))).state;

test('an admin and the instructor of the cohort see it with the reason; nobody else does', async () => {
	const id = await makeUnjudged();

	const seen = [{ submissionId: id, labTitle: 'Causal self-attention', learner: 'Ada', reason: 'The sandbox ended by code 70.' }];
	expect(await listUnjudged(site.context, admin)).toMatchObject(seen);
	expect(await listUnjudged(site.context, okafor)).toMatchObject(seen);
	expect(await listUnjudged(site.context, weiss)).toEqual([]);
	expect(await listUnjudged(site.context, ada)).toEqual([]);
});

test('Retry puts it back into the queue with its faults forgotten, is audited, and works once', async () => {
	const id = await makeUnjudged();
	expect(await stateOf(id)).toBe('needs-staff');

	await handleCohortForm(site.context, okafor, formOf(id), '10.0.0.1');

	expect(await stateOf(id)).not.toBe('needs-staff');
	expect(await selectOptionalJob(site.context.client, id)).toMatchObject({ state: 'queued', lastError: null, attempt: 1 });
	expect(await listUnjudged(site.context, admin)).toEqual([]);
	const audited = await site.context.client.db.select().from(site.context.client.schema.auditLog);
	expect(audited).toMatchObject([{ actorId: okafor.id, action: 'retry', targetId: id }]);
	await expect(handleCohortForm(site.context, okafor, formOf(id))).rejects.toMatchObject({ kind: 'missing' });
});

test('nobody retries what they do not see, not by its id and not by asking for all', async () => {
	const id = await makeUnjudged();

	for (const which of [id, 'all'])
		await expect(handleCohortForm(site.context, weiss, formOf(which))).rejects.toMatchObject({ kind: 'missing' });
	expect(await stateOf(id)).toBe('needs-staff');
});

test('an admin retries all at once', async () => {
	const ids = [await makeUnjudged(), await makeUnjudged()];

	await handleAdminForm(site.context, admin, { action: 'retry', submission: 'all' }, '10.0.0.1');

	expect(await Promise.all(ids.map(stateOf))).not.toContain('needs-staff');
});
