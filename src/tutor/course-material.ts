/**
 * What the tutor may know of a lab at a level (docs/tutor.md). A level holds its own rung and those below it, so that what
 * is above cannot leak: it was never in the prompt. The solution itself is read by nothing here; below level 4 no line of it
 * exists in what a model sees.
 */
import { readLadder } from './authored-ladder.ts';

export interface CourseSource {
	readonly labId: string;
	/** task.mdx of the lab. */
	readonly task: string;
	/** Section of diagnoses.md that belongs to the last verdict. */
	readonly diagnosis: { readonly id: string; readonly text: string } | null;
}

export interface MaterialPart {
	readonly title: string;
	readonly text: string;
}

/** Titles by rung; the text under each is the authored rung itself. */
const RUNG_PARTS = [
	'The idea behind it (the learner may read this)',
	'How to find where it goes wrong (the learner may read this)',
	'The plan, by way of a different problem (the learner may read this)',
	'The one step that may be shown, with its blanks (leave the blanks blank)',
	'The worked solution (may be shown and explained)',
] as const;

/** Reads exactly the rungs that the level allows. */
export function materialOf(source: CourseSource, level: number): MaterialPart[] {
	const rungs = readLadder(source.labId).slice(0, Math.max(0, level));
	const parts = rungs.map((text, n) => ({ title: RUNG_PARTS[n] ?? '', text }));
	const diagnosis =
		level >= 2 && source.diagnosis ? [{ title: `What the checks saw: ${source.diagnosis.id}`, text: source.diagnosis.text }] : [];
	return [{ title: 'The task', text: plainTask(source.task) }, ...parts.slice(0, 1), ...diagnosis, ...parts.slice(1)];
}

/** The words of the task, without the imports and components that draw it. */
export function plainTask(mdx: string): string {
	return mdx
		.replace(/^(import|export) .*$/gm, '')
		.replace(/<\/?[A-Z][^>]*>/g, '')
		.trim();
}
