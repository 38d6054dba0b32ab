/** The numbers of one reply: how much of the lab's solution stands in it, as code, as a tree, as an order of operations, as words. */
import { codeTokens } from './code-tokens.ts';
import type { GuardScores } from './inspection.ts';
import { type LabSecrets, type OpenTexts, type Reference, STEP_GRAM, spaced } from './lab-secrets.ts';
import { covered, grams, type Run, share, without } from './overlap.ts';
import { type ReadReply, type Stream, streamOf, type View } from './read-reply.ts';
import { LEAST_NOVEL, TILE, TOKENS_PER_LINE } from './thresholds.ts';

export interface Measured {
	readonly scores: GuardScores;
	/** Lines of code that the learner does not have, as they stand. */
	readonly newLines: readonly string[];
	/** Names of the solution in new lines: two or more make it about the core. */
	readonly coreNames: number;
}

export function measureReply(reply: ReadReply, before: readonly ReadReply[], secrets: LabSecrets, open: OpenTexts): Measured {
	const here = reply.views.flatMap(({ streams }) => streams);
	// Pieces of a statement may come one a turn: their code is read as one text, too.
	const together = [...before, reply].flatMap(({ views }) => views.map(({ parts }) => parts.code)).join('\n');
	const everywhere = [...here, ...before.flatMap(({ views }) => views.flatMap(({ streams }) => streams)), streamOf(together, secrets)];
	const linesOf = ({ parts, isOrder }: View): string[] => (isOrder ? [] : parts.lines.filter((line) => !isOpen(line, secrets, open)));
	const newLines = reply.views.map(linesOf).reduce((most, lines) => (sizeOf(lines, secrets) > sizeOf(most, secrets) ? lines : most), []);
	const most = (scoreOf: (reference: Reference, at: number) => number): number => Math.max(0, ...secrets.references.map(scoreOf));
	const runs = secrets.references.map((reference, at) => novelRuns(reference, reply.runs[at] ?? [], open.places[at] ?? new Set()));
	const found = foundIn(here);
	const foundEver = foundIn(everywhere);
	return {
		scores: {
			c: most((reference) => printShare(reference, found.grams, open)),
			cumulative: most((reference) => printShare(reference, foundEver.grams, open)),
			lcs: most((_, at) => runs[at]?.longest ?? 0),
			t: most((_, at) => runs[at]?.tiled ?? 0),
			own: most((reference) => heldLines(reference, here, open)),
			ownCumulative: most((reference) => heldShare(reference, everywhere, open)),
			a: most((reference) => treeShare(reference, reply.trees, open)),
			s: most((reference) => stepShare(reference, found.steps, open)),
			sCumulative: most((reference) => stepShare(reference, foundEver.steps, open)),
			atoms: without(new Set(reply.spoilers), open.spoilers).size,
			lines: sizeOf(newLines, secrets),
			prose: reply.words.level,
			steps: reply.words.steps,
		},
		newLines,
		coreNames: coreNamesIn(newLines, secrets),
	};
}

/** A long line counts as the lines that it would fill. */
function sizeOf(lines: readonly string[], { dialect }: LabSecrets): number {
	return lines.reduce((sum, line) => sum + Math.max(1, Math.round(codeTokens(line, dialect).raw.length / TOKENS_PER_LINE)), 0);
}

/** A line that the learner has before their eyes: their own, the starter's, the task's. */
function isOpen(line: string, { dialect }: LabSecrets, open: OpenTexts): boolean {
	const quoted = spaced(codeTokens(line, dialect).raw);
	return quoted.trim() === '' || open.raw.some((text) => text.includes(quoted));
}

function coreNamesIn(lines: readonly string[], { ownNames, exports, dialect }: LabSecrets): number {
	const names = new Set(lines.flatMap((line) => codeTokens(line, dialect).raw));
	return [...names].filter((name) => exports.has(name) || ownNames.has(name)).length;
}

/** Share of what is not open, and of no less than a part of the whole. */
function novelShare(all: ReadonlySet<string>, novel: ReadonlySet<string>, found: ReadonlySet<string>): number {
	return (share(novel, found) * novel.size) / Math.max(1, LEAST_NOVEL * all.size, novel.size);
}

function foundIn(streams: readonly Stream[]): { readonly grams: ReadonlySet<string>; readonly steps: ReadonlySet<string> } {
	return { grams: new Set(streams.flatMap((stream) => stream.grams)), steps: new Set(streams.flatMap((stream) => stream.steps)) };
}

function printShare({ prints }: Reference, found: ReadonlySet<string>, open: OpenTexts): number {
	return novelShare(prints, without(prints, open.grams), found);
}

function stepShare({ steps }: Reference, found: ReadonlySet<string>, open: OpenTexts): number {
	const all = new Set(grams(steps, STEP_GRAM));
	return novelShare(all, without(all, open.steps), found);
}

/** The longest run and the share under tiles, counting places that are not open. */
function novelRuns(
	{ tokens }: Reference,
	runs: readonly (readonly Run[])[],
	openPlaces: ReadonlySet<number>,
): { longest: number; tiled: number } {
	const novel = (places: Iterable<number>): number => [...places].filter((place) => !openPlaces.has(place)).length;
	const longest = runs.flat().map((run) => novel(covered([run], 1)));
	const total = Math.max(LEAST_NOVEL * tokens.length, tokens.length - openPlaces.size, 1);
	return { longest: Math.max(0, ...longest), tiled: Math.max(0, ...runs.map((each) => novel(covered(each, TILE)) / total)) };
}

/** How many lines of the solution, or values in them, are new to the learner and stand in the streams. */
function heldLines({ lines }: Reference, streams: readonly Stream[], open: OpenTexts): number {
	const parts = lines.flatMap((line) => (line.value === null ? [line] : [line, line.value])).filter(({ raw }) => !open.lines.has(raw));
	return parts.filter(({ raw, renamed, isTelling }) =>
		streams.some((each) => each.raw.includes(raw) || (isTelling && each.renamed.includes(renamed))),
	).length;
}

/** Share of the tokens of lines that are new to the learner, whatever their names: many ordinary lines make a solution, too. */
function heldShare({ lines }: Reference, streams: readonly Stream[], open: OpenTexts): number {
	const novel = lines.filter(({ raw }) => !open.lines.has(raw));
	const isHeld = (renamed: string): boolean => streams.some((each) => each.renamed.includes(renamed));
	const sizeIn = (some: Reference['lines']): number => some.reduce((sum, { size }) => sum + size, 0);
	const held = novel.reduce((sum, { renamed, size, value }) => {
		if (isHeld(renamed)) return sum + size;
		return value !== null && isHeld(value.renamed) ? sum + value.size : sum;
	}, 0);
	return held / Math.max(1, sizeIn(novel), LEAST_NOVEL * sizeIn(lines));
}

function treeShare({ trees }: Reference, found: ReadonlyMap<string, number>, open: OpenTexts): number {
	let all = 0;
	let novel = 0;
	let seen = 0;
	for (const [tree, count] of trees) {
		all += count;
		if (open.trees.has(tree)) continue;
		novel += count;
		seen += Math.min(count, found.get(tree) ?? 0);
	}
	return seen / Math.max(1, novel, LEAST_NOVEL * all);
}
