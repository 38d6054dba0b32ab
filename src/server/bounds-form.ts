/** The help-bounds form of the cohort and learner pages: strings in, a checked bound out. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { setHelpBound } from './set-help-bound.ts';

const fieldsSchema = z.object({
	lab: z.string().max(64),
	floor: z.coerce.number().int().min(0).max(5),
	ceiling: z.coerce.number().int().min(0).max(5),
	pace: z.enum(['gentle', 'standard', 'stretch']).default('standard'),
	reason: z.string(),
});

/** What was sent, to show again beside what was wrong with it. */
export function readTyped(form: FormData): Record<string, string> {
	return Object.fromEntries([...form].map(([name, value]) => [name, String(value)]));
}

/** @throws AppError `invalid` naming the field, `missing` when the actor does not teach the cohort. */
export async function handleBoundsForm(
	context: Context,
	actor: Actor,
	scope: { cohortId: string; userId: string | null },
	form: FormData,
): Promise<void> {
	const parsed = fieldsSchema.safeParse(Object.fromEntries(form));
	if (!parsed.success)
		throw new AppError('invalid', `${parsed.error.issues[0]?.path.join('.') ?? 'A field'} is not usable.`, { at: 'bounds' });
	const { lab, ...bound } = parsed.data;
	await setHelpBound(context, actor, { ...scope, ...bound, labId: lab === '' ? null : lab });
}
