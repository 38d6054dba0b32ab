/**
 * Messages as sentences. `title` and `open` go into the feed as well, which may be read anywhere: they name no person, quote nobody and hold
 * no code. `text` is for the inbox alone.
 */
import { lateRuleText } from '#contract/deadline.ts';
import type { Outcome } from '#contract/grading.ts';
import type { MessageData } from '#contract/inbox.ts';
import { momentText, spanText } from '#contract/zoned-time.ts';
import { findLab } from '#labs/index.ts';
import { skillTitle } from './skills.ts';

export interface MessageWords {
	readonly title: string;
	readonly open: string;
	readonly text: string;
	/** A path of ours: what it is about. */
	readonly href: string;
}

const OUTCOMES: Readonly<Record<Outcome, string>> = {
	accepted: 'accepted',
	rejected: 'not accepted',
	error: 'not run to its end',
	timeout: 'stopped for its time',
	'out-of-memory': 'stopped for its memory',
	unavailable: 'not judged',
};

/** `nameOf`: display name of a person by id. */
export function wordsOf(data: MessageData, nameOf: (id: string) => string): MessageWords {
	switch (data.kind) {
		case 'comment':
			return {
				title: `A comment on your submission of ${labName(data.labId)}`,
				open: 'It stands beside the submission and under My work.',
				text: `${nameOf(data.by)} wrote about it.`,
				href: '/me#comments',
			};
		case 'extension':
			return extensionWords(data, nameOf);
		case 'deadline':
			return deadlineWords(data);
		case 'verdict':
			return {
				title: data.isUndone
					? `A change of your verdict on ${labName(data.labId)} was taken back`
					: `Your work on ${labName(data.labId)} was judged again`,
				open: `It was ${OUTCOMES[data.before]} and is ${OUTCOMES[data.after]} now${data.points === '' ? '' : `, with ${data.points}`}.`,
				text: `The reason: “${data.reason}”`,
				href: `/lab/${data.labId}`,
			};
		case 'override':
			return {
				title: data.isUndone
					? `An outcome that was set for you on ${labName(data.labId)} was taken back`
					: `An outcome was set for you on ${labName(data.labId)}`,
				open: `It was ${OUTCOMES[data.before]} and is ${OUTCOMES[data.after]} now.`,
				text: `${nameOf(data.by)}: “${data.reason}”`,
				href: `/lab/${data.labId}`,
			};
		case 'recheck':
			return {
				title: `A check without help is due: ${skillTitle(data.skill)}`,
				open: 'An invitation, not a deadline. A few minutes, whenever you like.',
				text: '',
				href: `/recheck/${data.labId}`,
			};
		case 'answer':
			return answerWords(data, nameOf);
		case 'points':
			return pointsWords(data, nameOf);
		case 'invitation':
			return invitationWords(data, nameOf);
	}
}

type Of<Kind extends MessageData['kind']> = Extract<MessageData, { kind: Kind }>;

function extensionWords({ labId, dueAt, was, timeZone, by, reason }: Of<'extension'>, nameOf: (id: string) => string): MessageWords {
	const href = `/lab/${labId}`;
	if (dueAt === null)
		return {
			title: `The extension for ${labName(labId)} was taken back`,
			open: 'The date of your cohort holds again.',
			text: `${nameOf(by)} took it back. It reached to ${momentText(was, timeZone)} (${timeZone}).`,
			href,
		};
	return {
		title: `More time for ${labName(labId)}`,
		open: `Due ${momentText(dueAt, timeZone)} (${timeZone}), before it was ${momentText(was, timeZone)}.`,
		text: `${nameOf(by)}: “${reason}”`,
		href,
	};
}

function deadlineWords({ labs, timeZone }: Of<'deadline'>): MessageWords {
	const lines = labs.map(({ labId, dueAt, was, rule }) => {
		if (dueAt === null) return `${labName(labId)} has no deadline any more.`;
		const moved = was === null ? '' : was === dueAt ? ' as before' : `, before it was ${momentText(was, timeZone)}`;
		const grace = rule === undefined || rule.graceMinutes === 0 ? 'none' : spanText(rule.graceMinutes * 60_000);
		const late = rule === undefined ? '' : ` After that, from now on: ${lateRuleText(rule.late)} Grace: ${grace}.`;
		return `${labName(labId)}: due ${momentText(dueAt, timeZone)}${moved}.${late}`;
	});
	const [only] = labs;
	const areDates = labs.some(({ dueAt, was }) => dueAt !== was);
	const title =
		labs.length === 1 && only
			? `${titleOf(only)} for ${labName(only.labId)}`
			: `${areDates ? 'New dates' : 'Another rule for being late'} for ${labs.length} labs`;
	return {
		title,
		open: `${lines.join(' ')} Times are in ${timeZone}.`,
		text: '',
		href: labs.length === 1 && only ? `/lab/${only.labId}` : '/me#deadlines',
	};
}

function titleOf({ dueAt, was }: { dueAt: number | null; was: number | null }): string {
	if (was === null) return 'A deadline';
	if (dueAt === null) return 'A deadline was removed';
	return was === dueAt ? 'Another rule for being late' : 'A new date';
}

function answerWords({ to, labId, by }: Of<'answer'>, nameOf: (id: string) => string): MessageWords {
	const about = labId === '' ? '' : ` about ${labName(labId)}`;
	return {
		title: to === 'question' ? `Your question${about} has an answer` : `Your dispute${about} has an answer`,
		open: to === 'question' ? 'It stands in the help of the lab.' : 'It stands beside the event.',
		text: `${nameOf(by)} answered.`,
		href: to === 'question' ? `/lab/${labId}` : '/me/help#evidence',
	};
}

function pointsWords({ labId, by, isUndone, state, points, reason }: Of<'points'>, nameOf: (id: string) => string): MessageWords {
	const lab = labName(labId);
	const done = { set: `Your points for ${lab} were set`, excused: `You are excused from ${lab}`, none: '' }[state];
	const now = {
		set: `${points} now, whatever was handed in.`,
		excused: 'It counts only where what you handed in raises the total.',
		none: 'What you handed in counts again.',
	}[state];
	return {
		title: isUndone ? `What was set of your points for ${lab} was taken back` : done,
		open: now,
		text: `${nameOf(by)}: “${reason}”`,
		href: '/me#points',
	};
}

function invitationWords({ cohort, as, by }: Of<'invitation'>, nameOf: (id: string) => string): MessageWords {
	const asked = { learner: 'join a cohort', instructor: 'teach a cohort', owner: 'take a cohort over' }[as];
	return {
		title: `You are asked to ${asked}`,
		open: `${as === 'learner' ? 'The question stands under My work' : 'The question stands among your cohorts'} until you answer it, it is taken back or it runs out.`,
		text: `${nameOf(by)} asks you: “${cohort}”.`,
		href: as === 'learner' ? '/me' : '/teach',
	};
}

function labName(labId: string): string {
	const lab = findLab(labId);
	return lab ? `${lab.lesson} ${lab.title}` : labId;
}
