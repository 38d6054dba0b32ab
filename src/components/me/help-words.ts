/** The words of /me/help: levels, statuses, futures and dates as a person would say them. */

import type { HelpDecision } from '#contract/help.ts';
import type { Consequence, SkillAccount } from '#contract/skill-account.ts';
import { dayText, timeText } from '#contract/time-text.ts';
import { estimateText } from '#learning/estimate-text.ts';

export const STATUS_WORDS: Readonly<Record<HelpDecision['status'], string>> = {
	unseen: 'not started',
	learning: 'learning',
	proven: 'proven',
	due: 'due for a check',
	mundane: 'always answered',
};

const AUTOMATION_WORDS = ['writes nothing', 'looks up and explains', 'completes a few lines', 'writes a block in projects'];

export function automationWords(level: number): string {
	return AUTOMATION_WORDS[level] ?? '';
}

/** Highest rung that is open, for example "rung 1" or "no rung yet". */
export function rungWords(level: number): string {
	return level === 0 ? 'no rung yet' : `rung ${level}`;
}

/** For example "Read: rung 1 for 40 s, rung 2 for 2 min." */
export function readingWords(reading: readonly { readonly rung: number; readonly ms: number }[]): string {
	const spans = reading.map(
		({ rung, ms }) => `rung ${rung} for ${ms < 90_000 ? `${Math.round(ms / 1_000)} s` : `${Math.round(ms / 60_000)} min`}`,
	);
	return `Read: ${spans.join(', ')}.`;
}

export function futureWords({ future, t }: Consequence, now: number): string {
	switch (future) {
		case 'unaided-pass':
			return 'A new lab passed without help';
		case 'recheck-pass':
			return t > now ? `A re-check passed, possible from ${timeText(t)}` : 'A re-check passed';
		case 'failure':
			return 'A failed submission in a new lab';
		case 'wait':
			return '30 days without practice';
	}
}

/** The curve of forgetting in a sentence or two. */
export function retentionWords({ curve, effective, dueAt }: SkillAccount, now: number): string {
	const later = curve
		.filter(({ day }) => [10, 30, 60].includes(day))
		.map((point) => `${estimateText(point.effective)} in ${point.day} days`);
	const due = dueAt === null ? '' : dueAt <= now ? ' A check is due now.' : ` A check is due from ${dayText(dueAt)}.`;
	return `${estimateText(effective)} is recalled now; without practice ${later.join(', ')}.${due}`;
}
