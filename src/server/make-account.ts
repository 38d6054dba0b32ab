/** Checks the fields of a new account and stores it. Sign-up and invitations share it. */
import { z } from 'zod';
import { displayNameSchema, passwordSchema, type Role, usernameSchema } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { insertUser, newUser, selectOptionalUserByName, type User } from '#db/store/users.ts';
import { isCommonPassword } from './common-password.ts';
import type { Context } from './context.ts';
import { type Fields, FormError, parseFields } from './form.ts';
import { hashPassword } from './password.ts';

export const accountSchema = z.object({
	username: usernameSchema,
	displayName: displayNameSchema,
	password: passwordSchema,
	email: z.union([z.literal(''), z.email('This does not look like an e-mail address. It may stay empty.').max(254)]).default(''),
});

const TAKEN = 'Somebody already has this username.';
const COMMON = 'This password is among the first that are tried. A sentence of your own works well.';

/** Gives the new account's id. @throws FormError naming each field. */
export async function makeAccount(context: Context, fields: Fields, role: Role): Promise<string> {
	const row = await accountFrom(context, fields, role);
	if (!(await insertUser(context.client, row))) throw usernameTaken();
	return row.id;
}

/** The account as it would be stored. @throws FormError naming each field. */
export async function accountFrom(context: Context, fields: Fields, role: Role): Promise<User> {
	const { username, displayName, password, email } = parseFields(accountSchema, fields);
	requireUncommon(password, username);
	if (await selectOptionalUserByName(context.client, username)) throw usernameTaken();
	const now = context.now();
	const passwordHash = await hashPassword(password);
	const given = { username, displayName, email: email === '' ? null : email, passwordHash, role };
	return newUser({ id: newId(now), createdAt: new Date(now), ...given });
}

export function usernameTaken(): FormError {
	return new FormError({ username: TAKEN });
}

export function requireUncommon(password: string, username: string): void {
	if (isCommonPassword(password, username)) throw new FormError({ password: COMMON });
}
