/** Opens an account, where SIGNUP allows it, and joins a cohort when a code is given. An unusable code makes no account. */
import { AppError } from '#contract/error.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { type Fields, FormError } from './form.ts';
import { joinCohort, requireOpenCohort } from './join-cohort.ts';
import { makeAccount } from './make-account.ts';
import { limit } from './rate-limit.ts';

/** Gives the new account's id. @throws FormError by field, AppError `forbidden` or `too-many`. */
export async function signUp(context: Context, fields: Fields, ip: string): Promise<string> {
	const code = (fields['code'] ?? '').trim();
	if (context.config.signup === 'closed')
		throw new AppError('forbidden', 'Nobody can sign up here by themselves. Ask whoever runs this server for an account.');
	if (context.config.signup === 'code' && code === '')
		throw new FormError({ code: 'Signing up here takes the join code of a cohort. Your instructor has it.' });
	// A code has its own number of uses, so a whole class behind one address may sign up in an hour, typing errors and all.
	await limit(context, code === '' ? 'signup' : 'signup-code', ip);
	if (code !== '') await requireOpenCohort(context, code, ip, 'join-address');
	const userId = await makeAccount(context, fields, 'learner');
	await audit(context, { actorId: userId, action: 'sign-up', targetKind: 'user', targetId: userId, detail: {}, ip });
	if (code !== '') await joinCohort(context, userId, code, ip);
	return userId;
}
