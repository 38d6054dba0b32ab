/** The help-bounds form of the cohort and learner pages: strings in, a checked bound out. */
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { paceSchema } from '#contract/help.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { setHelpBound } from './set-help-bound.ts';

const fieldsSchema = z.object({
	lab: z.string().max(64),
	floor: z.coerce.number().int().min(0).max(5),
	ceiling: z.coerce.number().int().min(0).max(5),
	pace: paceSchema.default('standard'),
	/** Empty: as the lab allows. */
	maxAuto: z
		.enum(['', '1', '2', '3'])
		.default('')
		.transform((level) => (level === '' ? null : Number(level))),
	accommodation: z
		.literal('on')
		.optional()
		.transform((checked) => checked === 'on'),
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
	const { lab, ...bound } = parseBoundFields(Object.fromEntries(form));
	await setHelpBound(context, actor, { ...scope, ...bound, labId: lab === '' ? null : lab });
}

/** Also what the simulator is asked, where no reason is needed. @throws AppError `invalid` naming the field. */
export function parseBoundFields(fields: Readonly<Record<string, unknown>>): z.infer<typeof fieldsSchema> {
	const parsed = fieldsSchema.safeParse(fields);
	if (parsed.success) return parsed.data;
	throw new AppError('invalid', `${parsed.error.issues[0]?.path.join('.') ?? 'A field'} is not usable.`, { at: 'bounds' });
}
