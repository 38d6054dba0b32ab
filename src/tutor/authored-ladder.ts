/**
 * The five authored rungs of a lab, read from hints.md at run time so that no bundle carries them. Gives one rung at a
 * time, as HTML without raw HTML; whoever calls has checked that the rung was taken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';
import { RUNG_TITLES } from '#contract/help.ts';
import { authoredHtml } from './safe-markdown.ts';

export type Rung = 1 | 2 | 3 | 4 | 5;
export const RUNGS: readonly Rung[] = [1, 2, 3, 4, 5];

/** @throws AppError `missing` when the lab has no ladder, `invalid` when it has not exactly five sections. */
export function readRung(labId: string, rung: Rung): string {
	return authoredHtml(sectionOf(readLadder(labId), rung));
}

/** The Markdown of the five rungs, in order. */
export function readLadder(labId: string): readonly string[] {
	const path = join('src/labs', labId, 'hints.md');
	let text: string;
	try {
		text = readFileSync(join(process.env['GRADUS_ROOT'] ?? process.cwd(), path), 'utf8');
	} catch (cause) {
		throw new AppError('missing', `The lab ${labId} has no prepared hints.`, {
			at: path,
			fix: 'Write the five sections; docs/authoring.md says what each holds.',
			cause,
		});
	}
	const [, ...sections] = text.split(/^## +/m);
	const headings = sections.map((section) => section.split('\n', 1)[0]?.trim() ?? '');
	if (headings.join('|') !== RUNG_TITLES.join('|')) {
		throw new AppError('invalid', `The hints of ${labId} have the sections ${headings.join(' · ') || 'none'}.`, {
			at: path,
			fix: `Write exactly five, in this order: ${RUNG_TITLES.map((title) => `"## ${title}"`).join(', ')}.`,
		});
	}
	return sections.map((section) => section.slice(section.indexOf('\n') + 1).trim());
}

function sectionOf(ladder: readonly string[], rung: Rung): string {
	const section = ladder[rung - 1];
	if (!section)
		throw new AppError('missing', `Rung ${rung} of this lab is empty.`, { fix: 'Its author has to write it. Ask a person meanwhile.' });
	return section;
}
