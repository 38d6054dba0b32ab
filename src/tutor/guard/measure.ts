/** The numbers of one reply: how much of the lab's solution stands in it, as code, as a tree, as an order of operations, as words. */

import { type Parts, splitParts } from './code-parts.ts';
import { codeTokens } from './code-tokens.ts';
import { parseTrees, subtreeCounts, type Tree } from './code-tree.ts';
import { findHiddenTexts } from './hidden-text.ts';
import type { GuardScores } from './inspection.ts';
import { type LabSecrets, type OpenTexts, type Reference, STEP_GRAM, spaced } from './lab-secrets.ts';
import { covered, grams, share, sharedRuns, without } from './overlap.ts';
import { plainText } from './plain-text.ts';
import { weighProse } from './prose-level.ts';
import { skeleton } from './skeleton.ts';
import { spoilersIn, treesOf } from './spoilers.ts';
import { LEAST_NOVEL, TILE, TOKENS_PER_LINE } from './thresholds.ts';

/** One way to read a reply, and what is code in it. */
interface View {
	readonly text: string;
	readonly parts: Parts;
	/** Read backwards: its lines are nobody's lines. */
	readonly isOrder: boolean;
}

export interface ReadReply {
	readonly views: readonly View[];
	readonly hasHidden: boolean;
}

const kept = new Map<string, ReadReply>();
/** A conversation has few replies, and each is read again with every one that follows. */
const MOST_KEPT = 400;

export function readReply(reply: string, secrets: LabSecrets): ReadReply {
	const key = `${[...secrets.exports].join()}\n${reply}`;
	const found = kept.get(key);
	if (found !== undefined) return found;
	if (kept.size >= MOST_KEPT) kept.clear();
	const read = readAnew(reply, secrets);
	kept.set(key, read);
	return read;
}

function readAnew(reply: string, secrets: LabSecrets): ReadReply {
	const plain = plainText(reply);
	const words = new Set([...secrets.vocabulary, ...[...secrets.exports].map((name) => name.toLowerCase())]);
	const { readings, orders, hidden, hasUnknown } = findHiddenTexts(plain, words);
	const texts = [...new Set([plain, ...readings, ...hidden.map(plainText), ...orders])];
	return {
		views: texts.map((text, i) => ({ text, parts: splitParts(text), isOrder: i > 0 && orders.includes(text) })),
		hasHidden: hasUnknown || hidden.length > 0,
	};
}

export interface Measured {
	readonly scores: GuardScores;
	/** Lines of code that the learner does not have, as they stand. */
	readonly newLines: readonly string[];
	/** Names of the solution in new lines: two or more make it about the core. */
	readonly coreNames: number;
}

/** A run this long that is open anyway makes its places open. */
const OPEN_RUN = 6;

export function measureReply(reply: ReadReply, before: readonly ReadReply[], secrets: LabSecrets, open: OpenTexts): Measured {
	const streams = reply.views.flatMap(({ text, parts }) => [parts.code, text]);
	const together = [[...before, reply].flatMap(({ views }) => views.map(({ parts }) => parts.code)).join('\n')];
	const allStreams = [...before.flatMap(({ views }) => views.flatMap(({ text, parts }) => [parts.code, text])), ...streams, ...together];
	const tokens = streams.map((text) => codeTokens(text, secrets.dialect).renamed);
	const allTokens = [...tokens, ...allStreams.slice(0, -streams.length - 1), ...together].map((each) =>
		typeof each === 'string' ? codeTokens(each, secrets.dialect).renamed : each,
	);
	const trees = reply.views.flatMap(({ parts, text }) => [
		...parseTrees(codeTokens(parts.code, secrets.dialect).renamed),
		...looseTrees(text, secrets),
	]);
	const steps = stepGrams(streams, secrets);
	const allSteps = stepGrams([...allStreams, ...together], secrets);
	const linesOf = ({ parts, isOrder }: View): string[] => (isOrder ? [] : parts.lines.filter((line) => !isOpen(line, secrets, open)));
	const newLines = reply.views.map(linesOf).reduce((most, lines) => (sizeOf(lines, secrets) > sizeOf(most, secrets) ? lines : most), []);
	const words = reply.views.filter(({ isOrder }) => !isOrder).map(({ parts }) => weighProse(parts.prose, coreWords(secrets)));
	const own = ownLines(streams, allStreams, secrets, open);
	const code = best(secrets.references, (reference) => codeScores(reference, tokens, allTokens, open));
	return {
		scores: {
			...code,
			...own,
			a: Math.max(0, ...secrets.references.map((reference) => treeShare(reference, subtreeCounts(trees), open))),
			s: Math.max(0, ...secrets.references.map((reference) => stepShare(reference, steps, open))),
			sCumulative: Math.max(0, ...secrets.references.map((reference) => stepShare(reference, allSteps, open))),
			atoms: spoilerCount(reply, secrets, open),
			lines: sizeOf(newLines, secrets),
			prose: Math.max(...words.map(({ level }) => level)),
			steps: Math.max(...words.map(({ steps }) => steps)),
		},
		newLines,
		coreNames: coreNamesIn(newLines, secrets, open),
	};
}

/** A long line counts as the lines that it would fill. */
function sizeOf(lines: readonly string[], { dialect }: LabSecrets): number {
	return lines.reduce((sum, line) => sum + Math.max(1, Math.round(codeTokens(line, dialect).raw.length / TOKENS_PER_LINE)), 0);
}

/** Lines of the solution that are new to the learner: in this reply, and as a share of all in all replies. */
function ownLines(
	streams: readonly string[],
	all: readonly string[],
	{ references, dialect }: LabSecrets,
	open: OpenTexts,
): Pick<GuardScores, 'own' | 'ownCumulative'> {
	const read = (texts: readonly string[]) =>
		texts.map((text) => codeTokens(text, dialect)).map(({ raw, renamed }) => ({ raw: spaced(raw), renamed: spaced(renamed) }));
	const [here, everywhere] = [read(streams), read(all)];
	const each = references.map(({ lines }) => {
		const novel = lines.filter((line) => !open.raw.some((text) => text.includes(line.raw)));
		const heldIn = (texts: ReturnType<typeof read>) =>
			novel.filter((line) =>
				texts.some((text) => text.raw.includes(line.raw) || (line.renamed !== null && text.renamed.includes(line.renamed))),
			);
		const sum = (some: readonly { size: number }[]) => some.reduce((all, { size }) => all + size, 0);
		return { own: heldIn(here).length, ownCumulative: sum(heldIn(everywhere)) / Math.max(1, sum(novel), LEAST_NOVEL * sum(lines)) };
	});
	return { own: Math.max(0, ...each.map(({ own }) => own)), ownCumulative: Math.max(0, ...each.map(({ ownCumulative }) => ownCumulative)) };
}

type CodeScores = Pick<GuardScores, 'c' | 'cumulative' | 'lcs' | 't'>;

function codeScores(
	reference: Reference,
	streams: readonly (readonly string[])[],
	all: readonly (readonly string[])[],
	open: OpenTexts,
): CodeScores {
	const isOpenPlace = new Set(open.tokens.flatMap((text) => [...covered(sharedRuns(reference.tokens, text), OPEN_RUN)]));
	const novelPrints = without(reference.prints, open.grams);
	const least = LEAST_NOVEL * reference.prints.size;
	const printShare = (texts: readonly (readonly string[])[]): number => {
		const found = new Set(texts.flatMap((text) => grams(text)));
		return (share(novelPrints, found) * novelPrints.size) / Math.max(1, least, novelPrints.size);
	};
	const novel = (places: Iterable<number>): number => [...places].filter((place) => !isOpenPlace.has(place)).length;
	const runs = streams.map((text) => sharedRuns(reference.tokens, text));
	const longest = runs.flat().map((run) => novel(Array.from({ length: run.length }, (_, i) => run.start + i)));
	const total = Math.max(LEAST_NOVEL * reference.tokens.length, reference.tokens.length - isOpenPlace.size, 1);
	return {
		c: printShare(streams),
		cumulative: printShare(all),
		lcs: Math.max(0, ...longest),
		t: Math.max(0, ...runs.map((each) => novel(covered(each, TILE)) / total)),
	};
}

/** The worst of each number over the accepted forms. */
function best(references: readonly Reference[], scoresOf: (reference: Reference) => CodeScores): CodeScores {
	const all = references.map(scoresOf);
	const most = (key: keyof CodeScores): number => Math.max(0, ...all.map((scores) => scores[key]));
	return { c: most('c'), cumulative: most('cumulative'), lcs: most('lcs'), t: most('t') };
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

function stepGrams(texts: readonly string[], { vocabulary, numbers }: LabSecrets): ReadonlySet<string> {
	return new Set(texts.flatMap((text) => grams(skeleton(text, vocabulary, numbers), STEP_GRAM)));
}

function stepShare({ steps }: Reference, found: ReadonlySet<string>, open: OpenTexts): number {
	const all = new Set(grams(steps, STEP_GRAM));
	const novel = without(all, open.steps);
	return (share(novel, found) * novel.size) / Math.max(1, novel.size, LEAST_NOVEL * all.size);
}

/** Trees of sentences with code in them but no mark around it. */
function looseTrees(text: string, { dialect }: LabSecrets): Tree[] {
	return parseTrees(codeTokens(text, dialect).renamed);
}

/** Spoilers that are new to this learner. */
function spoilerCount(reply: ReadReply, { spoilers }: LabSecrets, open: OpenTexts): number {
	const known = new Set(spoilersIn(spoilers, open.raw.flatMap(treesOf), ''));
	const found = reply.views.flatMap(({ text, parts }) =>
		spoilersIn(spoilers, [...treesOf(parts.code), ...treesOf(text)], `${parts.prose}\n${text}`),
	);
	return without(new Set(found), known).size;
}

/** A line that the learner has before their eyes: their own, the starter's, the task's. */
function isOpen(line: string, { dialect }: LabSecrets, open: OpenTexts): boolean {
	const quoted = spaced(codeTokens(line, dialect).raw);
	return quoted.trim() === '' || open.raw.some((text) => text.includes(quoted));
}

function coreNamesIn(lines: readonly string[], { ownNames, exports, dialect }: LabSecrets, open: OpenTexts): number {
	const names = new Set(lines.flatMap((line) => codeTokens(line, dialect).raw));
	const own = new Set((open.raw.at(-1) ?? '').split(' ').filter((name) => /^[A-Za-z_$][\w$]{2,}$/.test(name) && ownNames.has(name)));
	return [...names].filter((name) => exports.has(name) || ownNames.has(name) || own.has(name)).length;
}

function coreWords({ calls, spoilers }: LabSecrets) {
	return {
		concepts: new Set(spoilers.concepts),
		operations: new Set([...calls, ...PLAIN_OPERATIONS]),
	};
}

const PLAIN_OPERATIONS =
	'multiply divide subtract divided multiplied square root log sum mean minus plus mask exponential smallest largest transpose'.split(' ');
