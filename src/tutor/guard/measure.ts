/** The numbers of one reply: how much of the lab's solution stands in it, as code, as a tree, as an order of operations, as words. */
import { plainText } from './plain-text.ts';
import { findHiddenTexts } from './hidden-text.ts';
import { type Parts, splitParts } from './code-parts.ts';
import { codeTokens } from './code-tokens.ts';
import { parseTrees, subtreeCounts, type Tree } from './code-tree.ts';
import type { GuardScores } from './inspection.ts';
import { type LabSecrets, type OpenTexts, type Reference, STEP_GRAM } from './lab-secrets.ts';
import { covered, grams, share, sharedRuns, without } from './overlap.ts';
import { proseLevel } from './prose-level.ts';
import { skeleton } from './skeleton.ts';
import { spoilersIn, treesOf } from './spoilers.ts';
import { LEAST_NOVEL, TILE, TOKENS_PER_LINE } from './thresholds.ts';

/** One way to read a reply, and what is code in it. */
interface View {
	readonly text: string;
	readonly parts: Parts;
}

export interface ReadReply {
	readonly views: readonly View[];
	readonly hasHidden: boolean;
}

export function readReply(reply: string, secrets: LabSecrets): ReadReply {
	const plain = plainText(reply);
	const words = new Set([...secrets.vocabulary, ...[...secrets.exports].map((name) => name.toLowerCase())]);
	const { readings, hidden, hasUnknown } = findHiddenTexts(plain, words);
	const texts = [...new Set([plain, ...readings, ...hidden.map(plainText)])];
	return { views: texts.map((text) => ({ text, parts: splitParts(text) })), hasHidden: hasUnknown || hidden.length > 0 };
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
	const trees = reply.views.flatMap(({ parts, text }) => [...parseTrees(codeTokens(parts.code, secrets.dialect).renamed), ...looseTrees(text, secrets)]);
	const steps = stepGrams(streams, secrets);
	const allSteps = stepGrams([...allStreams, ...together], secrets);
	const newLines = reply.views.flatMap(({ parts }) => parts.lines.filter((line) => !isOpen(line, secrets, open)));
	const code = best(secrets.references, (reference) => codeScores(reference, tokens, allTokens, open));
	return {
		scores: {
			...code,
			a: Math.max(0, ...secrets.references.map((reference) => treeShare(reference, subtreeCounts(trees), open))),
			s: Math.max(0, ...secrets.references.map((reference) => stepShare(reference, steps, open))),
			sCumulative: Math.max(0, ...secrets.references.map((reference) => stepShare(reference, allSteps, open))),
			atoms: spoilerCount(reply, secrets, open),
			lines: newLines.reduce((sum, line) => sum + Math.max(1, Math.round(codeTokens(line, secrets.dialect).raw.length / TOKENS_PER_LINE)), 0),
			prose: Math.max(...reply.views.map(({ parts }) => proseLevel(parts.prose, coreWords(secrets)))),
		},
		newLines,
		coreNames: coreNamesIn(newLines, secrets, open),
	};
}

type CodeScores = Pick<GuardScores, 'c' | 'cumulative' | 'lcs' | 't'>;

function codeScores(reference: Reference, streams: readonly (readonly string[])[], all: readonly (readonly string[])[], open: OpenTexts): CodeScores {
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
	const quoted = ` ${codeTokens(line, dialect).raw.join(' ')} `;
	return quoted.trim() === '' || open.raw.some((text) => text.includes(quoted));
}

function coreNamesIn(lines: readonly string[], { ownNames, exports, dialect }: LabSecrets, open: OpenTexts): number {
	const names = new Set(lines.flatMap((line) => codeTokens(line, dialect).raw));
	const own = new Set((open.raw.at(-1) ?? '').split(' ').filter((name) => /^[A-Za-z_$][\w$]{2,}$/.test(name) && ownNames.has(name)));
	return [...names].filter((name) => exports.has(name) || ownNames.has(name) || own.has(name)).length;
}

function coreWords({ vocabulary, spoilers }: LabSecrets) {
	return {
		concepts: new Set(spoilers.concepts),
		operations: new Set([...[...vocabulary].filter((word) => /^[a-z]{3,}$/.test(word)), ...PLAIN_OPERATIONS]),
	};
}

const PLAIN_OPERATIONS = 'multiply divide subtract divided multiplied square root log sum mean minus plus mask exponential smallest largest transpose'.split(' ');
