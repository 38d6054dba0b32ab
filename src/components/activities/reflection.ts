/** The questions of lesson 8.2 that nobody but the learner reads, and their answers as a text file. */
import { isRecord } from './private-store.ts';

export interface ReflectionPrompt {
	readonly id: string;
	readonly label: string;
	readonly hint: string;
}

export const PROMPTS: readonly ReflectionPrompt[] = [
	{
		id: 'able',
		label: 'What do you want to be able to do in a year that you cannot do today?',
		hint: 'One sentence, about doing, not about having or being.',
	},
	{
		id: 'own',
		label: 'Which part of this course did you write yourself, and which would you not be able to write again tomorrow?',
		hint: 'Name files or functions. Your page “Your stack” knows which are yours.',
	},
	{
		id: 'hours',
		label: 'How many hours a week, for how many weeks, and what will they be taken from?',
		hint: 'Figure 1 shows what is left of a week.',
	},
	{
		id: 'publish',
		label: 'Which small thing will you publish within a month: what, where, by which day?',
		hint: 'A repeated result counts. So does a negative one.',
	},
];

/** By prompt id. */
export type Answers = Readonly<Record<string, string>>;

/** Longest answer that is kept, in characters. */
export const LONGEST = 4_000;

/** Only what belongs to a prompt, only text, never longer than the field allows. */
export function readAnswers(kept: unknown): Answers {
	if (!isRecord(kept)) return {};
	const found = PROMPTS.map(({ id }) => [id, kept[id]] as const).filter(
		(entry): entry is readonly [string, string] => typeof entry[1] === 'string',
	);
	return Object.fromEntries(found.map(([id, text]) => [id, text.slice(0, LONGEST)]));
}

/** As Markdown, with the day. Questions without an answer are left out. */
export function answersText(answers: Answers, day: string): string {
	const parts = PROMPTS.filter(({ id }) => (answers[id] ?? '').trim() !== '').map(
		({ id, label }) => `## ${label}\n\n${(answers[id] ?? '').trim()}\n`,
	);
	return `# Lesson 8.2, written on ${day}\n\n${parts.length > 0 ? parts.join('\n') : 'Nothing written yet.\n'}`;
}
