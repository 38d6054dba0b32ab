/** The forms of /teach/<cohort>/deadlines: set what was previewed, remove one, extend one learner or several, take back, and the time zone. */
import { type DeadlineAsk, deadlineAskSchema } from '#contract/deadline.ts';
import type { PlannedExtensions } from '#contract/deadline-plan.ts';
import { AppError, STATUS_OF_KIND } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { extend, takeBackExtension } from './extend.ts';
import { extendSeveral, previewExtensions, takeBackSeveral } from './extend-several.ts';
import { type Fields, FormError, type Problems, parseFields, tryForm } from './form.ts';
import type { RemovalAsk } from './get-deadlines.ts';
import { removeDeadline, setDeadlines, setTimeZone } from './set-deadlines.ts';

/** Parts of the page, as its addresses have them. */
export type DeadlinePart = 'labs' | 'extensions' | 'several' | 'zone';

const PARTS: Readonly<Record<string, DeadlinePart>> = {
	zone: 'zone',
	extend: 'extensions',
	'take-back': 'extensions',
	'take-back-several': 'extensions',
	'preview-several': 'several',
	'extend-several': 'several',
};

/** Where the page shows what was wrong with an action. */
export function partOf(action: string): DeadlinePart {
	return PARTS[action] ?? 'labs';
}

/** Where the page shows what came of it: what several were given stands among the extensions. */
export function placeOf(part: DeadlinePart): string {
	return part === 'several' ? 'extensions' : part;
}

export interface DeadlineResult {
	/** What was asked is done. */
	readonly isDone: boolean;
	readonly status: number;
	readonly problems: Problems;
	/** What more time for several would do, where that was asked. */
	readonly several: PlannedExtensions | null;
}

/** What a form of the page comes to: done, or what to show. `missing`: the cohort is not the actor's, or what was named is not in it. */
export async function runDeadlineForm(
	context: Context,
	actor: Actor,
	cohortId: string,
	{ asked, sent }: { asked: Fields; sent: Fields },
): Promise<DeadlineResult | 'missing'> {
	const preview = () => previewExtensions(context, actor, cohortId, sent);
	try {
		if (sent['action'] === 'preview-several') return { isDone: false, status: 200, problems: {}, several: await preview() };
		await handleDeadlineForm(context, actor, cohortId, asked, sent);
		return { isDone: true, status: 200, problems: {}, several: null };
	} catch (error) {
		if (error instanceof AppError && error.kind === 'missing') return 'missing';
		// What was overtaken, or not confirmed, is shown afresh.
		const several = sent['action'] === 'extend-several' && error instanceof AppError ? await preview().catch(() => null) : null;
		return { isDone: false, ...refusalOf(error), several };
	}
}

/** @throws what no person can mend. */
function refusalOf(error: unknown): Pick<DeadlineResult, 'status' | 'problems'> {
	if (error instanceof FormError) return { status: 400, problems: error.problems };
	if (!(error instanceof AppError)) throw error;
	const text = error.text;
	return { status: STATUS_OF_KIND[error.kind], problems: { [error.at ?? 'form']: text } };
}

/** What the address asks to preview; null when it asks for nothing. @throws FormError */
export function readAsk(fields: Fields): DeadlineAsk | null {
	return fields['due'] === undefined ? null : parseFields(deadlineAskSchema, fields);
}

/** As `readAsk`, with what is wrong for the page to show; `remove` of the address asks what the end of a deadline would do. */
export async function tryAsk(fields: Fields): Promise<{ ask: DeadlineAsk | RemovalAsk | null; problems: Problems }> {
	const { remove } = fields;
	if (remove !== undefined) return { ask: { remove }, problems: {} };
	let ask: DeadlineAsk | null = null;
	const problems = await tryForm(async () => {
		ask = readAsk(fields);
	});
	return { ask, problems };
}

/** `asked` are the fields of the address, where the preview stands. @throws FormError or AppError, `conflict` for what somebody else changed meanwhile. */
export async function handleDeadlineForm(context: Context, actor: Actor, cohortId: string, asked: Fields, fields: Fields): Promise<void> {
	const action = fields['action'] ?? '';
	switch (action) {
		case 'set': {
			const ask = readAsk(asked);
			if (ask === null) throw new AppError('invalid', 'There is no date to set.', { fix: 'Fill in the form first.' });
			return setDeadlines(context, actor, cohortId, ask, { seen: seenOf(fields), isPastMeant: fields['confirmed'] === 'on' });
		}
		case 'remove':
			return removeDeadline(context, actor, cohortId, { labId: fields['lab'] ?? '', seen: fields['seen'] ?? '' });
		case 'extend':
			return extend(context, actor, cohortId, fields);
		case 'take-back':
			return takeBackExtension(context, actor, cohortId, fields['extension'] ?? '');
		case 'extend-several':
			return extendSeveral(context, actor, cohortId, fields);
		case 'take-back-several':
			return takeBackSeveral(context, actor, cohortId, fields['act'] ?? '');
		case 'zone':
			return setTimeZone(context, actor, cohortId, { zone: fields['zone'] ?? '', timeZone: fields['timeZone'] ?? '' });
		default:
			throw new AppError('invalid', `There is nothing to do for "${action}".`, { at: 'action' });
	}
}

/** Fields `seen:<lab>`, of labs that had a deadline. */
function seenOf(fields: Fields): Record<string, string> {
	const entries = Object.entries(fields).filter(([name]) => name.startsWith('seen:'));
	return Object.fromEntries(entries.map(([name, value]) => [name.slice('seen:'.length), value]));
}
