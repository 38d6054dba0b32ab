/** A person's own data: what is recorded in words, the whole of it as JSON, and its end. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { listAuditOfUser } from '#db/store/audit.ts';
import { selectEverythingOf } from '#db/store/person.ts';
import { selectOptionalUser, updateUser } from '#db/store/users.ts';
import { labs } from '#labs/index.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { audit } from './audit.ts';
import { endSessionsOf } from './auth.ts';
import type { Context } from './context.ts';
import { noteDeletion } from './deletions.ts';
import { FormError } from './form.ts';
import { readRecord } from './get-progress.ts';
import { verdictForLearner } from './get-submission.ts';
import { requireNoCohort } from './ownerless.ts';
import { verifyPassword } from './password.ts';
import { forgive, limit } from './rate-limit.ts';

/** Shown at sign-up and on /me/privacy. A test compares `tables` with the export, so that nothing is recorded unsaid. */
export const RECORDED = [
	{
		what: 'Username, display name, e-mail if you give one, and a hash of your password',
		who: 'You; your instructors see the names; an admin all but the password',
		long: 'Until you delete the account',
		tables: ['account'],
	},
	{
		what: 'Code: drafts, named versions and submissions, with their verdicts and every change of one',
		who: 'You; the instructors of a cohort you joined',
		long: 'Until you delete the account',
		tables: ['drafts', 'submissions', 'verdicts', 'verdictChanges'],
	},
	{
		what: 'What an instructor writes to you about a submission, and when you read it',
		who: 'You; that instructor',
		long: 'Until you delete the account, or until the instructor takes it back',
		tables: ['comments'],
	},
	{
		what: 'Trained weights that you submit, and a few hundred numbers of each file by which it can be compared with others',
		who: 'You; the grader; of how alike two learners’ files are, the instructors of a cohort you joined',
		long: 'Until you delete the account',
		tables: ['checkpoints', 'weightSketches'],
	},
	{
		what: 'Training runs that you show by a link: settings, curves and samples, with weights where you say so; never your code',
		who: 'You; whoever has the link, without your name, until you take it back',
		long: 'Until you remove them, or delete the account',
		tables: ['runs'],
	},
	{
		what: 'Steps of learning: attempts, hints taken, answers, minutes at work, the share of pasted code (never what was pasted), and what follows for each skill',
		who: 'You; the instructors of a cohort you joined',
		long: 'Until you delete the account; afterwards without a name, for the totals of the cohort',
		tables: ['events', 'mastery'],
	},
	{
		what: 'Home, the path and My work as you see them: an instructor may look at them, and can change nothing there',
		who: 'The instructors of a cohort you joined; each time is among the actions below, and in the file that you download',
		long: 'The action one year',
		tables: [],
	},
	{
		what: 'What you ask the tutor and what it answers, the lines that its model offers in the editor, and the numbers of the check that each of them passed',
		who: 'You; questions and answers also the instructors of a cohort that says so on its page',
		long: 'The text 180 days, or until you remove it; the numbers until you delete the account',
		tables: ['tutorTurns'],
	},
	{
		what: 'Questions that you send to a person, with their answers',
		who: 'You; the instructors of a cohort you joined',
		long: 'Until you delete the account',
		tables: ['helpRequests'],
	},
	{
		what: 'Your answer to an experiment of your cohort, and the group that you were dealt into',
		who: 'You; that instructor',
		long: 'Until you delete the account; afterwards without a name',
		tables: ['experimentMembers'],
	},
	{
		what: 'Cohorts you joined or were invited to, your section, why you were removed from one, extensions, points that an instructor set or labs that you were excused from, and limits on help',
		who: 'You; that instructor',
		long: 'Until you delete the account',
		tables: ['memberships', 'cohortInvitations', 'extensions', 'scoreChanges', 'helpBounds'],
	},
	{
		what: 'What you are told in your inbox, which kinds you turned off, and when you made the address of your feed (a hash of the address, never the address)',
		who: 'You',
		long: 'Messages one year, the rest until you delete the account',
		tables: ['messages', 'mutedKinds', 'feeds'],
	},
	{
		what: 'When you signed in and until when; account actions with a keyed hash of the address, never the address',
		who: 'An admin',
		long: 'Sessions 30 days, actions one year',
		tables: ['sessions', 'audit'],
	},
] as const;

/** Everything held about a person, as JSON-ready rows, and what it takes to compute every number of /me/help again (learning/read-export.ts). */
export async function exportPerson(context: Context, actor: Actor, ip: string): Promise<Record<string, unknown>> {
	const user = await selectOptionalUser(context.client, actor.id);
	if (!user) throw new AppError('missing', 'This account does not exist any more.');
	await audit(context, { actorId: actor.id, action: 'export', targetKind: 'user', targetId: actor.id, detail: {}, ip });
	const { passwordHash: _, ...account } = user;
	const { verdicts, verdictChanges, ...rows } = await selectEverythingOf(context.client, actor.id);
	return {
		format: 'gradus-export',
		version: 1,
		exportedAt: new Date(context.now()).toISOString(),
		account,
		...rows,
		verdicts: verdicts.map((row) => ({ ...row, verdict: verdictForLearner(row.verdict) })),
		verdictChanges: verdictChanges.map((row) => ({ ...row, before: verdictForLearner(row.before), after: verdictForLearner(row.after) })),
		audit: await listAuditOfUser(context.client, actor.id),
		policy: await policyOf(context, actor),
	};
}

/** The parameters, and what bounds help in each lab now. */
async function policyOf(context: Context, actor: Actor) {
	const { settingsOf } = await readRecord(context, actor.id);
	return {
		version: PARAMETERS.version,
		parameters: PARAMETERS,
		labs: labs.map(({ id, skills }) => {
			const { config, pace } = settingsOf(id);
			return { id, skill: skills.core, config, pace };
		}),
	};
}

/** Shuts the account at once; `sweep` erases it after 30 days. @throws FormError on `password`, AppError `conflict` for the owner of a cohort in use. */
export async function deletePerson(context: Context, actor: Actor, password: string, ip: string): Promise<void> {
	await limit(context, 'password', actor.id);
	const user = await selectOptionalUser(context.client, actor.id);
	if (!(await verifyPassword(user?.passwordHash ?? null, password)))
		throw new FormError({ password: 'This is not your password. Nothing was deleted.' });
	await forgive(context, 'password', actor.id);
	await requireNoCohort(context, actor);
	const deletedAt = context.now();
	await noteDeletion(context, actor.id, deletedAt);
	await updateUser(context.client, actor.id, { deletedAt: new Date(deletedAt) });
	await endSessionsOf(context, actor.id);
	await audit(context, { actorId: actor.id, action: 'delete', targetKind: 'user', targetId: actor.id, detail: {}, ip });
}
