/**
 * The quick forms of a memory check: the lab's own lines to put in order, or a question of its lesson that was not asked before.
 * Only for a skill that is proven, in a lab that the learner has passed. Dealt by learner and sitting, so that a reload deals
 * the same; the order and the right choice stay on the server.
 */
import { AppError } from '#contract/error.ts';
import type { LearningEvent } from '#contract/event.ts';
import type { Lab } from '#contract/lab.ts';
import type { QuickCheck, RecheckForm } from '#contract/recheck.ts';
import { seededRandom, seedFromText } from '#grading/core/random.ts';
import { dealParsons, LEAST_PIECES, type ParsonsDeal, type ParsonsProblem, shuffle } from '#learning/parsons.ts';
import type { Item } from '#learning/state.ts';
import { readSolutionLines } from '#tutor/solution-lines.ts';
import { loadVariant } from './load-variant.ts';
import { getPredictQuestion, type PredictVariant, readPredictQuestions } from './predict-questions.ts';
import type { RecheckState } from './read-recheck.ts';

export type QuickForm = Exclude<RecheckForm, 'code'>;
export type BuiltForm =
	| { readonly form: 'parsons'; readonly problem: ParsonsProblem; readonly deal: ParsonsDeal }
	| { readonly form: 'question'; readonly asked: PredictVariant };

const ITEMS: Readonly<Record<RecheckForm, Item>> = { code: 'code', parsons: 'short', question: 'choice' };
export const QUICK_MINUTES: Readonly<Record<QuickForm, number>> = { parsons: 4, question: 2 };
const STRAYS = 2;

export function itemOfForm(form: RecheckForm): Item {
	return ITEMS[form];
}

/** The first task of a form: later sittings add a number. */
export async function baseOfForm(lab: Lab, form: RecheckForm): Promise<string> {
	return `${lab.id}#${form === 'code' ? (await loadVariant(lab.id)).id : form}`;
}

/** Forms beside the code that may be offered now, the shortest first. */
export function listQuickForms(userId: string, state: RecheckState): QuickForm[] {
	if (state.invitation?.kind !== 'retention' || !hasPassed(state)) return [];
	return (['question', 'parsons'] as const).filter((form) => buildForm(userId, state, form, '') !== null);
}

/** @throws AppError `missing` for a form that this check does not have. */
export function requireQuickForm(userId: string, state: Pick<RecheckState, 'lab' | 'events'>, form: QuickForm, task: string): BuiltForm {
	const built = hasPassed(state) ? buildForm(userId, state, form, task) : null;
	if (built !== null) return built;
	throw new AppError('missing', 'This check has no such form.', { fix: 'Take it in code.' });
}

/** What the browser may know of it. */
export function toQuickCheck(lab: Lab, built: BuiltForm, task: string): QuickCheck {
	const base = { task, title: lab.title };
	if (built.form === 'parsons') return { ...base, form: 'parsons', cards: built.deal.cards, pieces: built.problem.pieces.length };
	return { ...base, form: 'question', prompt: built.asked.prompt, choices: built.asked.choices };
}

/** Lines of the reference are for whoever has written such lines. */
function hasPassed({ lab, events }: Pick<RecheckState, 'lab' | 'events'>): boolean {
	return events.some((event) => event.type === 'attempt' && event.task === lab.id && event.verdict === 'pass');
}

function buildForm(userId: string, { lab, events }: Pick<RecheckState, 'lab' | 'events'>, form: QuickForm, task: string): BuiltForm | null {
	const random = seededRandom(seedFromText(`${userId} ${task}`));
	if (form === 'question') {
		const [asked] = shuffle(unasked(userId, lab, events), random);
		return asked === undefined ? null : { form, asked };
	}
	const { problem, strays } = readSolutionLines(lab.id);
	if (problem.pieces.length < LEAST_PIECES) return null;
	const distractors = shuffle(strays, random)
		.slice(0, STRAYS)
		.map(({ text }) => text);
	const dealt = { ...problem, distractors };
	return { form, problem: dealt, deal: dealParsons(dealt, random) };
}

/** Questions on the lab's skill in a wording that this learner was not asked in the lesson. */
function unasked(userId: string, lab: Lab, events: readonly LearningEvent[]): PredictVariant[] {
	return readPredictQuestions(lab.lesson)
		.filter(({ skill }) => skill === lab.skills.core)
		.flatMap(({ id, variants }) => {
			const first = events.find((event) => event.type === 'prediction' && event.task === `${lab.lesson}/${id}`);
			const met = first?.type === 'prediction' ? first.variant : getPredictQuestion(lab.lesson, id, userId).variant;
			return variants.filter((_, at) => at !== met);
		});
}
