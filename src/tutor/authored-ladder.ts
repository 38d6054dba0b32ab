/**
 * The five authored rungs of a lab, read from hints.md at run time so that no bundle carries them. Gives one rung at a
 * time, as HTML without raw HTML; whoever calls has checked that the rung was taken.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Marked } from 'marked';
import { AppError } from '#contract/error.ts';

export type Rung = 1 | 2 | 3 | 4 | 5;
export const RUNGS: readonly Rung[] = [1, 2, 3, 4, 5];

/** Raw HTML in a hint is shown as text; links keep only what leads within the site or to https. */
const markdown = new Marked({
	renderer: {
		html: ({ text }) => escapeHtml(text),
		link({ href, tokens }) {
			const text = this.parser.parseInline(tokens);
			return /^(\/(?!\/)|#|https:\/\/)/.test(href) ? `<a href="${escapeHtml(href)}">${text}</a>` : text;
		},
		image: ({ text }) => escapeHtml(text),
	},
});

/** @throws AppError `missing` when the lab has no ladder, `invalid` when it has not exactly five sections. */
export function readRung(labId: string, rung: Rung): string {
	return markdown.parse(sectionOf(readLadder(labId), rung), { async: false });
}

/** The Markdown of L1 to L5. */
export function readLadder(labId: string): readonly string[] {
	const path = join('src/labs', labId, 'hints.md');
	let text: string;
	try {
		text = readFileSync(join(process.env['GRADUS_ROOT'] ?? process.cwd(), path), 'utf8');
	} catch (cause) {
		throw new AppError('missing', `The lab ${labId} has no prepared hints.`, {
			at: path,
			fix: 'Write the five sections L1 to L5; docs/authoring.md says what each holds.',
			cause,
		});
	}
	const parts = text.split(/^## +(L[1-5])\b[^\n]*\n/m);
	const names = parts.filter((_, n) => n % 2 === 1);
	if (names.join(' ') !== 'L1 L2 L3 L4 L5') {
		throw new AppError('invalid', `The hints of ${labId} have the sections ${names.join(', ') || 'none'}.`, {
			at: path,
			fix: 'Write exactly five sections, "## L1" to "## L5", in order.',
		});
	}
	return parts.filter((_, n) => n > 0 && n % 2 === 0).map((section) => section.trim());
}

function sectionOf(ladder: readonly string[], rung: Rung): string {
	const section = ladder[rung - 1];
	if (!section)
		throw new AppError('missing', `Rung ${rung} of this lab is empty.`, { fix: 'Its author has to write it. Ask a person meanwhile.' });
	return section;
}

function escapeHtml(text: string): string {
	return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
