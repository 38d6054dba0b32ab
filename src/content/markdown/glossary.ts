/**
 * The glossary and its links: the first use of a term in a lesson's running text becomes a button with its meaning in a popover, without script.
 * Left alone: headings, links, code, formulas, and the lesson that explains the term.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineMdastPlugin, type MdastPluginDefinition, type MdxJsxTextElement, type PluginFactoryContext } from 'satteri';
import { parse } from 'yaml';
import { z } from 'zod';
import { escapeHtml } from '#contract/escape-html.ts';

const entrySchema = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9-]*$/),
	term: z.string(),
	/** Other spellings: plurals, short forms. */
	also: z.array(z.string()).default([]),
	/** Number of the lesson that explains it. */
	lesson: z.string(),
	text: z.string().max(320),
});
export type GlossaryEntry = z.infer<typeof entrySchema>;

/** In the order of the alphabet. @throws when the file is no list of entries */
export function readGlossary(root = process.env['GRADUS_ROOT'] ?? process.cwd()): readonly GlossaryEntry[] {
	const entries = entrySchema.array().parse(parse(readFileSync(join(root, 'src/content/glossary.yaml'), 'utf8')));
	return entries.sort((a, b) => a.term.localeCompare(b.term, 'en'));
}

/** One for each document: what was linked once is not linked again. */
export function glossaryLinks({ fileURL, source }: PluginFactoryContext): MdastPluginDefinition | null {
	if (!fileURL?.pathname.includes('/content/lessons/')) return null;
	const number = /^number: '?([^'\n]+)'?$/m.exec(source)?.[1];
	const open = readGlossary().filter(({ lesson }) => lesson !== number);
	return defineMdastPlugin({
		name: 'gradus-glossary',
		text(node, context) {
			if (context.parent(node)?.type !== 'paragraph') return;
			const found = firstTerm(node.value, open);
			if (found === null) return;
			open.splice(open.indexOf(found.entry), 1);
			const [before, after] = [node.value.slice(0, found.at), node.value.slice(found.at + found.word.length)];
			context.replaceNode(node, [
				...(before === '' ? [] : [{ type: 'text' as const, value: before }]),
				termElement(found.entry, found.word),
				...(after === '' ? [] : [{ type: 'text' as const, value: after }]),
			]);
		},
	});
}

export interface FoundTerm {
	readonly entry: GlossaryEntry;
	/** As the text spells it. */
	readonly word: string;
	readonly at: number;
}

/** The term that comes first in the text, of two at one place the longer. Whole words only; capitals count where the term has them. */
export function firstTerm(text: string, entries: readonly GlossaryEntry[]): FoundTerm | null {
	let best: FoundTerm | null = null;
	for (const entry of entries)
		for (const word of [entry.term, ...entry.also]) {
			const flags = word === word.toLowerCase() ? 'iu' : 'u';
			const match = new RegExp(`(?<![\\p{L}\\p{N}-])${escapeRegExp(word)}(?![\\p{L}\\p{N}]|-\\p{L})`, flags).exec(text);
			if (match === null) continue;
			const isFirst = best === null || match.index < best.at || (match.index === best.at && word.length > best.word.length);
			if (isFirst) best = { entry, word: match[0], at: match.index };
		}
	return best;
}

function escapeRegExp(text: string): string {
	return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function termElement({ id, text, term, lesson }: GlossaryEntry, word: string): MdxJsxTextElement {
	const card = `<strong>${escapeHtml(term)}</strong> ${escapeHtml(text)} <a href="/glossary#${id}">Glossary</a> <span class="meta">lesson ${escapeHtml(lesson)}</span>`;
	const html = `<button type="button" class="term" popovertarget="term-${id}">${escapeHtml(word)}</button><span class="term-card" id="term-${id}" popover>${card}</span>`;
	return {
		type: 'mdxJsxTextElement',
		name: 'span',
		attributes: [{ type: 'mdxJsxAttribute', name: 'set:html', value: html }],
		children: [],
	};
}
