/** The tutor's part of the Help tab: what may be asked for now and at what price, how many answers are left, who can read them, what was said. */

import { type HelpView, RUNG_TITLES } from '#contract/help.ts';
import type { Lab } from '#contract/lab.ts';
import { dayText } from '#contract/time-text.ts';
import { TUTOR_REPLIES, TUTOR_WINDOW_MS, type TutorLevel, type TutorTurnView, type TutorView } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { listTutorReaders, type TutorReader, type TutorTurn } from '#db/store/tutor-turns.ts';
import { explainPrice } from '#learning/explain.ts';
import { entry, PARAMETERS } from '#learning/parameters.ts';
import { authoredHtml, foreignHtml } from '#tutor/safe-markdown.ts';
import type { TutorConfig } from './config.ts';
import type { Context } from './context.ts';
import { readTurnNotes } from './tutor-notes.ts';
import { readTutorSituation, type TutorSituation } from './tutor-situation.ts';

const OFF =
	'This installation has no tutor to chat with. The prepared hints, the documentation and the error explanations answer without one.';
const NOBODY: TutorView = {
	state: 'off',
	line: OFF,
	levels: [],
	suggested: 0,
	left: { replies: 0, of: TUTOR_REPLIES, opensAt: null },
	readers: '',
	turns: [],
};

export async function getTutor(context: Context, actor: Actor | null, lab: Lab): Promise<TutorView> {
	if (context.config.tutor === null) return NOBODY;
	if (actor === null) {
		return {
			...NOBODY,
			state: 'guest',
			line: 'The tutor answers questions about your own code. It needs an account, because it knows how far help is open to you.',
		};
	}
	const [situation, readers] = await Promise.all([readTutorSituation(context, actor, lab), listTutorReaders(context.client, actor.id)]);
	return tutorView(situation, { readers, tutor: context.config.tutor }, context.now());
}

/** For the page on privacy: where questions go, and who can read them; null where this installation has no tutor. */
export async function getTutorPrivacy(context: Context, actor: Actor): Promise<string | null> {
	const { tutor } = context.config;
	return tutor === null ? null : readersInWords(await listTutorReaders(context.client, actor.id), tutor);
}

export interface Audience {
	readonly readers: readonly TutorReader[];
	readonly tutor: TutorConfig;
}

export function tutorView(situation: TutorSituation, { readers, tutor }: Audience, now: number): TutorView {
	const levels = levelsOf(situation);
	return {
		state: 'ready',
		line: !situation.isProbe
			? 'Ask about your own code. An answer goes as far as is open to you, and never further.'
			: 'An unaided check is open: the tutor answers about types, errors, the library and plots. The rest waits until the check is over or left.',
		levels,
		suggested: suggestedLevel(situation.help, levels),
		left: repliesLeft(situation.turns, now),
		readers: readersInWords(readers, tutor),
		turns: situation.turns.map(turnView),
	};
}

/** Numbers stay when texts are removed, so that removing turns buys no new ones. A fault of ours is not counted. */
export function repliesLeft(turns: readonly TutorTurn[], now: number): TutorView['left'] {
	const recent = turns.filter((turn) => turn.createdAt.getTime() > now - TUTOR_WINDOW_MS && readTurnNotes(turn).fault === null);
	const replies = Math.max(0, TUTOR_REPLIES - recent.length);
	const oldest = recent.at(-TUTOR_REPLIES)?.createdAt.getTime();
	return { replies, of: TUTOR_REPLIES, opensAt: replies > 0 || oldest === undefined ? null : oldest + TUTOR_WINDOW_MS };
}

export function turnView(turn: TutorTurn): TutorTurnView {
	const { isMundane, notice, shownRung } = readTurnNotes(turn);
	return {
		id: turn.id,
		at: turn.createdAt.getTime(),
		question: turn.question,
		html: turn.answer === null ? null : shownRung === null ? foreignHtml(turn.answer) : authoredHtml(turn.answer),
		level: isMundane ? null : turn.measured,
		notice,
	};
}

function levelsOf({ level, help, mode }: TutorSituation): TutorLevel[] {
	const free = {
		level: 0,
		title: 'Tools only',
		price: 'Free. Types, errors, the library and plots; nothing about how the task is solved.',
	};
	const rungs = help.rungs.filter(({ rung }) => rung <= level);
	return [
		free,
		...rungs.map(({ rung, credit }) => ({ level: rung, title: RUNG_TITLES[rung - 1] ?? '', price: priceOf(help, credit, mode) })),
	];
}

function priceOf(help: HelpView, credit: number, mode: TutorSituation['mode']): string {
	if (mode !== 'practice') return 'Open by an accommodation of your instructor; it costs nothing.';
	const after = Math.min(help.creditNow, credit);
	const prepared = 'If no checked answer comes, the prepared hint of this level is shown at the same price.';
	return `At most: ${explainPrice(help.creditNow, after).replace('this rung', 'such an answer')} ${prepared}`;
}

function suggestedLevel({ creditNow }: HelpView, levels: readonly TutorLevel[]): number {
	const free = levels.filter(({ level }) => entry(PARAMETERS.helpCredit, level) >= creditNow).at(-1)?.level ?? 0;
	return free > 0 ? free : Math.min(1, levels.length - 1);
}

function readersInWords(readers: readonly TutorReader[], { baseUrl }: TutorConfig): string {
	const { hostname } = new URL(baseUrl);
	const isHere = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
	const goes = `Questions go to a model ${isHere ? 'on the same machine as this site' : `at ${hostname}`}, without your name.`;
	if (readers.length === 0)
		return `Only you can read your questions and the answers here. If a course of yours changes that, this line says so first. ${goes}`;
	const who = readers.map(({ instructor, cohort, since }) => `${instructor} (${cohort}, turns since ${dayText(since)})`);
	return `You can read this, and so can ${who.join(' and ')}. You can remove any turn; its text is then gone for everybody. ${goes}`;
}
