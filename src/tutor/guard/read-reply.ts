/** A reply in every way that it can be read, each way as text, as code and as tokens. Read once, measured at several levels. */
import { type Parts, sentencesInCode, splitParts } from './code-parts.ts';
import { codeTokens } from './code-tokens.ts';
import { parseTrees, subtreeCounts } from './code-tree.ts';
import { findHiddenTexts } from './hidden-text.ts';
import { type LabSecrets, STEP_GRAM, spaced } from './lab-secrets.ts';
import { grams, type Run, sharedRuns } from './overlap.ts';
import { plainText } from './plain-text.ts';
import { type ProseWeight, weighProse } from './prose-level.ts';
import { skeleton } from './skeleton.ts';
import { spoilersIn, treesOf } from './spoilers.ts';

/** One text as everything that is compared. */
export interface Stream {
	readonly raw: string;
	readonly renamed: string;
	readonly tokens: readonly string[];
	readonly grams: readonly string[];
	readonly steps: readonly string[];
}

export interface View {
	readonly text: string;
	readonly parts: Parts;
	/** Read backwards: its lines are nobody's lines. */
	readonly isOrder: boolean;
	/** Its code, and all of it. */
	readonly streams: readonly Stream[];
}

export interface ReadReply {
	readonly views: readonly View[];
	readonly hasHidden: boolean;
	/** For each reference, what each stream shares with it. */
	readonly runs: readonly (readonly (readonly Run[])[])[];
	readonly trees: ReadonlyMap<string, number>;
	readonly spoilers: readonly string[];
	/** What its words amount to, in the worst reading. */
	readonly words: ProseWeight;
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
	const names = new Set([...secrets.vocabulary, ...[...secrets.exports].map((name) => name.toLowerCase())]);
	const { readings, orders, hidden, hasUnknown } = findHiddenTexts(plain, names);
	const texts = [...new Set([plain, ...readings, ...hidden.map(plainText), ...orders])];
	const views = texts.map((text, i) => viewOf(text, i > 0 && orders.includes(text), secrets));
	const streams = views.flatMap((view) => view.streams);
	const words = views
		.filter(({ isOrder }) => !isOrder)
		.map(({ parts }) => weighProse(`${parts.prose}\n${sentencesInCode(parts.code)}`, coreWords(secrets)));
	return {
		views,
		hasHidden: hasUnknown || hidden.length > 0,
		// Sentences may have code in them without a mark around it.
		trees: subtreeCounts(streams.flatMap(({ tokens }) => parseTrees(tokens))),
		runs: secrets.references.map((reference) => streams.map(({ tokens }) => sharedRuns(reference.tokens, tokens))),
		spoilers: views.flatMap(({ text, parts }) =>
			spoilersIn(secrets.spoilers, [...treesOf(parts.code), ...treesOf(text)], `${parts.prose}\n${text}`),
		),
		words: words.reduce((worst, each) => ({
			level: Math.max(worst.level, each.level),
			steps: Math.max(worst.steps, each.steps),
		})),
	};
}

function viewOf(text: string, isOrder: boolean, secrets: LabSecrets): View {
	const parts = splitParts(text);
	return { text, parts, isOrder, streams: [streamOf(parts.code, secrets), streamOf(text, secrets)] };
}

export function streamOf(text: string, { dialect, vocabulary, numbers }: LabSecrets): Stream {
	const { raw, renamed } = codeTokens(text, dialect);
	return {
		raw: spaced(raw),
		renamed: spaced(renamed),
		tokens: renamed,
		grams: grams(renamed),
		steps: grams(skeleton(text, vocabulary, numbers), STEP_GRAM),
	};
}

function coreWords({ calls, spoilers }: LabSecrets) {
	return { concepts: new Set(spoilers.concepts), operations: new Set([...calls, ...PLAIN_OPERATIONS]) };
}

const PLAIN_OPERATIONS =
	'multiply divide subtract divided multiplied square root log sum mean minus plus mask exponential smallest largest transpose'.split(' ');
