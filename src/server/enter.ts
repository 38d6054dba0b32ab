/** Signs somebody in at the end of a form: a new session in the cookie, the old one ended. */
import type { AstroCookies } from 'astro';
import { cookieName, endSession, startSession } from './auth.ts';
import type { Context } from './context.ts';

export async function enter(context: Context, cookies: AstroCookies, userId: string): Promise<void> {
	const { name, value, options } = await startSession(context, userId, cookies.get(cookieName(context))?.value);
	cookies.set(name, value, options);
}

export async function leave(context: Context, cookies: AstroCookies): Promise<void> {
	const { name, value, options } = await endSession(context, cookies.get(cookieName(context))?.value);
	cookies.set(name, value, options);
}
