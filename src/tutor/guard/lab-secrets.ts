/**
 * What the guard compares with: every accepted form of a lab's solution, and what a learner may see anyway (starter, task, lesson,
 * diagnoses, rungs up to their level). Read from disk on the server and kept, for a lab does not change while it runs.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transform } from 'sucrase';
import { readLadder } from '../authored-ladder.ts';
import { codeTokens, type Dialect, importedNames, numberText } from './code-tokens.ts';
import { parseTrees, subtreeCounts } from './code-tree.ts';
import { winnow } from './overlap.ts';
import { callsOf, skeleton, vocabularyOf } from './skeleton.ts';
import { readSpoilers, type Spoilers } from './spoilers.ts';

export interface SolutionLine {
	readonly raw: string;
	readonly renamed: string;
	/** False where the form without names is that of any program: such a line counts only among many. */
	readonly isTelling: boolean;
	readonly size: number;
	/** What stands behind its `=` or `return`, when that is a line's worth by itself. */
	readonly value: Omit<SolutionLine, 'value'> | null;
}

export interface Reference {
	readonly tokens: readonly string[];
	readonly lines: readonly SolutionLine[];
	readonly prints: ReadonlySet<string>;
	readonly trees: ReadonlyMap<string, number>;
	readonly steps: readonly string[];
}

export interface LabSecrets {
	readonly dialect: Dialect;
	readonly numbers: ReadonlySet<string>;
	/** Skeleton words of all references. */
	readonly vocabulary: ReadonlySet<string>;
	/** Calls of all references, without the lab's own functions. */
	readonly calls: ReadonlySet<string>;
	/** Names of values that the solution chose, and the lab's exports. */
	readonly ownNames: ReadonlySet<string>;
	readonly exports: ReadonlySet<string>;
	readonly references: readonly Reference[];
	readonly spoilers: Spoilers;
	/** Texts that are open whatever the level. */
	readonly open: readonly string[];
	/** Texts of rungs 1 to 5. */
	readonly rungs: readonly string[];
}

/** What is open to this learner at this level, as the measures need it. */
export interface OpenTexts {
	readonly grams: ReadonlySet<string>;
	readonly trees: ReadonlySet<string>;
	readonly steps: ReadonlySet<string>;
	/** Raw tokens, each text as one line: a quoted line is looked up here. */
	readonly raw: readonly string[];
	/** For each reference, the places that runs of open texts cover. */
	readonly places: readonly ReadonlySet<number>[];
	readonly spoilers: ReadonlySet<string>;
	/** Lines of references, by their raw tokens, that stand in open texts. */
	readonly lines: ReadonlySet<string>;
}

/** A form this short is a call of something else. */
const LEAST_TOKENS = 40;
const EVERYDAY_NUMBERS = new Set(['0', '1', '2', '10']);
const kept = new Map<string, LabSecrets>();

export function readLabSecrets(labId: string): LabSecrets {
	const found = kept.get(labId) ?? build(labId);
	kept.set(labId, found);
	return found;
}

function build(labId: string): LabSecrets {
	const folder = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'src/labs', labId);
	const read = (name: string): string => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : '');
	const rungs = readLadder(labId);
	const solution = read('solution.ts');
	const forms = [solution, read('borrowed.ts'), fencesOf(rungs[4] ?? '')].map(withoutTypes);
	const starter = withoutTypes(read('starter.ts'));
	const numbers = new Set([...forms.join('\n').matchAll(/\b\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?/g)].map(([number]) => numberText(number)));
	for (const number of EVERYDAY_NUMBERS) numbers.delete(number);
	const exports = new Set([...solution.matchAll(/^export (?:function|const) (\w+)/gm)].map(([, name = '']) => name));
	const names = new Set(importedNames(solution));
	const dialect: Dialect = { keepsNumber: (number) => numbers.has(number), keepsName: (name) => names.has(name) };
	const vocabulary = vocabularyOf(forms.join('\n'));
	const references = forms
		.map((form) => referenceOf(form, dialect, vocabulary, numbers))
		.filter(({ tokens }) => tokens.length >= LEAST_TOKENS);
	return {
		dialect,
		numbers,
		vocabulary,
		calls: new Set([...callsOf(forms.join('\n'))].filter((name) => ![...exports].some((each) => each.toLowerCase() === name))),
		ownNames: ownNamesOf(forms[0] ?? ''),
		exports,
		references,
		spoilers: readSpoilers(labId),
		open: [starter, read('task.mdx'), read('diagnoses.md'), ...lessonsOf(labId)],
		rungs,
	};
}

function referenceOf(form: string, dialect: Dialect, vocabulary: ReadonlySet<string>, numbers: ReadonlySet<string>): Reference {
	const { renamed } = codeTokens(form, dialect);
	return {
		tokens: renamed,
		lines: form.split('\n').flatMap((line) => solutionLine(line, dialect)),
		prints: winnow(renamed),
		trees: subtreeCounts(parseTrees(renamed)),
		steps: skeleton(form, vocabulary, numbers),
	};
}

/** Fewer tokens than this could be anybody's. */
const LEAST_RAW = 4;
const LEAST_RENAMED = 9;
/** A form this long is no coincidence, whatever it holds. */
const LEAST_PLAIN = 12;
const LEAST_WITH_FIELD = 5;
const EVERYDAY_FIELDS = new Set(['length', 'shape', 'size', 'PI', 'LN2']);
const EVERYDAY_CALLS = new Set(
	'slice map length push reduce tidy shape get set at from filter tf Math const return if for of in'.split(' '),
);

function solutionLine(line: string, dialect: Dialect): SolutionLine[] {
	const bare = line.replace(/^\s*export\s+/, '').replace(/[{;]\s*$/, '');
	const whole = lineOf(bare, dialect);
	const value = /^\s*(?:(?:const|let)\s+[^=]*=|return\b|[\w.[\]]+\s*[-+*/]?=)(?!=)(.*)$/.exec(bare)?.[1];
	return whole === null ? [] : [{ ...whole, value: value === undefined ? null : lineOf(value, dialect) }];
}

function lineOf(text: string, dialect: Dialect): Omit<SolutionLine, 'value'> | null {
	const { raw, renamed } = codeTokens(text, dialect);
	const content = renamed.filter((token) => /^[a-z]/i.test(token) && token !== 'I' && token !== 'N' && !EVERYDAY_CALLS.has(token));
	const names = raw.filter((token) => /^[a-z]/i.test(token) && !EVERYDAY_CALLS.has(token));
	if (raw.length < LEAST_RAW || names.length === 0) return null;
	// A field belongs to this lab's own data; a method is anybody's.
	const hasField = renamed.some((token, at) => renamed[at - 1] === '.' && renamed[at + 1] !== '(' && !EVERYDAY_FIELDS.has(token));
	const isTelling =
		renamed.length >= LEAST_PLAIN ||
		(renamed.length >= LEAST_RENAMED && content.length > 0) ||
		(renamed.length >= LEAST_WITH_FIELD && hasField);
	return { raw: spaced(raw), renamed: spaced(renamed), isTelling, size: raw.length };
}

export function spaced(tokens: readonly string[]): string {
	return ` ${tokens.join(' ')} `;
}

/** JavaScript without comments and imports; the text itself where it does not parse. */
function withoutTypes(source: string): string {
	const text = source.replaceAll(/\/\*[\s\S]*?\*\/|(?<!:)\/\/[^\n]*/g, '').replaceAll(/^import[\s\S]*?;$/gm, '');
	try {
		return transform(text, { transforms: ['typescript'], disableESTransforms: true }).code;
	} catch {
		// A hint's code may hold blanks: its tokens are compared as they are.
		return text;
	}
}

function fencesOf(markdown: string): string {
	return [...markdown.matchAll(/```\w*\n([\s\S]*?)```/g)].map(([, code = '']) => code).join('\n');
}

/** Names of two letters or more that the solution declares. */
function ownNamesOf(form: string): ReadonlySet<string> {
	const declared = [...form.matchAll(/\b(?:const|let|function)\s+([A-Za-z_$][\w$]*)/g)].map(([, name = '']) => name);
	return new Set(declared.filter((name) => name.length > 1));
}

/** The lessons that belong to the lab: what they show is open. */
function lessonsOf(labId: string): string[] {
	const folder = join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'src/content/lessons');
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith('.mdx'))
		.map((name) => readFileSync(join(folder, name), 'utf8'))
		.filter((text) => new RegExp(`^lab: ${labId}$`, 'm').test(text.split(/^---$/m)[1] ?? ''));
}

/** Three operations in a row are an order; two are a habit. */
export const STEP_GRAM = 3;
