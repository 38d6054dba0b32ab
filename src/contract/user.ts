/** Who somebody is, as pages and use-cases see them. */
import { z } from 'zod';

export const roleSchema = z.enum(['learner', 'instructor', 'admin']);
/** A stored role. A visitor without an account is a guest: `Actor | null`. */
export type Role = z.infer<typeof roleSchema>;

export interface Actor {
	readonly id: string;
	readonly username: string;
	readonly displayName: string;
	readonly role: Role;
	readonly isDemo: boolean;
}

/** 3 to 32 of a–z, 0–9, dot, dash, underscore; begins with a letter; stored in lower case. */
export const usernameSchema = z
	.string()
	.trim()
	.toLowerCase()
	.regex(/^[a-z][a-z0-9._-]{2,31}$/, 'A username has 3 to 32 letters, digits, dots, dashes or underscores, and begins with a letter.');
/** 12 to 128 characters; no rules of composition (NIST SP 800-63B, 2017). */
export const passwordSchema = z
	.string()
	.min(12, 'A password needs at least 12 characters. A sentence works well.')
	.max(128, 'A password has at most 128 characters.');
export const displayNameSchema = z.string().trim().min(1, 'Say what we should call you.').max(80, 'A name has at most 80 characters.');
