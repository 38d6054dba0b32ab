/** The page of a lab's re-check: why one is invited, when it opens, in which forms, and what a pass now would give back, in numbers. */
import type { Lab } from '#contract/lab.ts';
import type { Foreseen, RecheckForm, RecheckKind } from '#contract/recheck.ts';
import type { Actor } from '#contract/user.ts';
import { foreseePass } from '#learning/foresee.ts';
import { type Entry, enterSitting, formOfTask, labOfTask, openSitting, type Sitting, spaced } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { loadVariant } from './load-variant.ts';
import { baseOfForm, itemOfForm, listQuickForms, QUICK_MINUTES } from './quick-forms.ts';
import { type RecheckState, readRecheck } from './read-recheck.ts';
import { skillTitle } from './skills.ts';

export interface FormView {
	readonly form: RecheckForm;
	readonly title: string;
	readonly minutes: number;
	readonly foreseen: Foreseen;
	/** `go-on`: it is open. `take-up`: it was left today. */
	readonly entry: 'start' | 'go-on' | 'take-up' | 'shut';
}

export interface RecheckPage {
	readonly lab: Lab;
	readonly skillTitle: string;
	readonly kind: RecheckKind | null;
	/** When the next may begin; null when none is invited. */
	readonly from: number | null;
	readonly forms: readonly FormView[];
	/** The sitting of this lab that goes on now. */
	readonly open: Sitting | null;
	/** The newest one of today that has ended. */
	readonly ended: Sitting | null;
	/** One sentence: another lab of the same skill has the open check. */
	readonly elsewhere: string | null;
}

export async function getRecheck(context: Context, actor: Actor, lab: Lab): Promise<RecheckPage> {
	const state = await readRecheck(context, actor.id, lab);
	const { sittings, invitation } = state;
	const open = openSitting(sittings);
	const isHere = open !== null && labOfTask(open.task) === lab.id;
	const due = spaced(invitation, sittings);
	const wanted: RecheckForm[] = ['code', ...listQuickForms(actor.id, state)];
	if (isHere && !wanted.includes(formOfTask(open.task))) wanted.push(formOfTask(open.task));
	return {
		lab,
		skillTitle: skillTitle(lab.skills.core),
		kind: invitation?.kind ?? null,
		from: due?.from ?? null,
		forms: await Promise.all(wanted.map((form) => formView(context, state, form))),
		open: isHere ? open : null,
		ended: sittings.findLast(({ task, state: how }) => labOfTask(task) === lab.id && (how === 'passed' || how === 'over')) ?? null,
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
