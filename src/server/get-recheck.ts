/** The page of a lab's re-check: why one is invited, when it opens, in which forms, and what a pass now would give back, in numbers. */
import type { Lab } from '#contract/lab.ts';
import type { FormView, RecheckForm, RecheckPage } from '#contract/recheck.ts';
import type { Actor } from '#contract/user.ts';
import { findLab } from '#labs/index.ts';
import { foreseePass } from '#learning/foresee.ts';
import { type Entry, enterSitting, formOfTask, labOfTask, openSitting, type Sitting, spaced, whenInWords } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { loadVariant } from './load-variant.ts';
import { baseOfForm, itemOfForm, listQuickForms, QUICK_MINUTES } from './quick-forms.ts';
import { type RecheckState, readRecheck } from './read-recheck.ts';
import { skillTitle } from './skills.ts';

/** Null for an id that no lab has. */
export function findRecheckLab(id: string): Lab | null {
	return findLab(id);
}

export async function getRecheck(context: Context, actor: Actor, lab: Lab): Promise<RecheckPage> {
	const state = await readRecheck(context, actor.id, lab);
	const { sittings, invitation } = state;
	const open = openSitting(sittings);
	const isHere = open !== null && labOfTask(open.task) === lab.id;
	const due = spaced(invitation, sittings);
	const wanted: RecheckForm[] = ['code', ...listQuickForms(actor.id, state)];
	if (isHere && !wanted.includes(formOfTask(open.task))) wanted.push(formOfTask(open.task));
	const ended = sittings.findLast(({ task, state: how }) => labOfTask(task) === lab.id && (how === 'passed' || how === 'over'));
	return {
		lab: { id: lab.id, lesson: lab.lesson, title: lab.title },
		skillTitle: skillTitle(lab.skills.core),
		kind: invitation?.kind ?? null,
		opens: due === null ? null : whenInWords(due.from, context.now()),
		forms: await Promise.all(wanted.map((form) => formView(context, state, form))),
		isOpen: isHere,
		passedAt: ended?.state === 'passed' ? ended.startedAt : null,
		elsewhere: open !== null && !isHere ? labOfTask(open.task) : null,
	};
}

const TITLES: Readonly<Record<Exclude<RecheckForm, 'code'>, string>> = {
	parsons: 'Lines in order',
	question: 'One question',
};

async function formView(context: Context, { lab, events, sittings, invitation }: RecheckState, form: RecheckForm): Promise<FormView> {
	const now = context.now();
	const entry = enterSitting(await baseOfForm(lab, form), sittings, invitation, now);
	const variant = form === 'code' ? await loadVariant(lab.id) : null;
	const task = entry.may ? entry.task : `${lab.id}#next`;
	return {
		form,
		title: variant?.title ?? (form === 'code' ? lab.title : TITLES[form]),
		minutes: variant?.minutes ?? (form === 'code' ? lab.minutes : QUICK_MINUTES[form]),
		foreseen: foreseePass(events, { t: now, skill: lab.skills.core, task, item: itemOfForm(form) }),
		entry: waysIn(entry, sittings),
	};
}

function waysIn(entry: Entry, sittings: readonly Sitting[]): FormView['entry'] {
	if (!entry.may) return 'shut';
	const state = sittings.find(({ task }) => task === entry.task)?.state;
	return state === 'open' ? 'go-on' : state === 'left' ? 'take-up' : 'start';
}
