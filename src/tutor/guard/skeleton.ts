/**
 * The order of operations of a text, whatever it is written in: `q @ k.T / sqrt(d)`, `q.matMul(k, false, true).div(Math.sqrt(d))` and
 * "the product of q and k, divided by the square root of d" come to the same few words. Names of values are left out.
 */
import { numberText } from './code-tokens.ts';

/** Other libraries' and languages' words for what the labs use. */
const SAME: Readonly<Record<string, string>> = {
	'@': 'matmul',
	mm: 'matmul',
	bmm: 'matmul',
	dot: 'matmul',
	einsum: 'matmul',
	product: '*',
	mul: '*',
	multiply: '*',
	multiplied: '*',
	times: '*',
	'·': '*',
	div: '/',
	divide: '/',
	divided: '/',
	dividing: '/',
	divnonan: '/',
	over: '/',
	add: '+',
	plus: '+',
	adding: '+',
	sub: '-',
	subtract: '-',
	minus: '-',
	less: '-',
	neg: '-',
	negative: '-',
	negate: '-',
	greater: '>',
	gt: '>',
	exceeds: '>',
	greaterequal: '>=',
	ge: '>=',
	least: '>=',
	lt: '<',
	lessequal: '<=',
	le: '<=',
	most: '<=',
	equals: '===',
	equal: '===',
	eq: '===',
	'==': '===',
	'!=': '!==',
	pow: '**',
	power: '**',
	'^': '**',
	squared: 'square',
	root: 'sqrt',
	arange: 'range',
	linspace: 'range',
	unsqueeze: 'expanddims',
	newaxis: 'expanddims',
	broadcast: 'expanddims',
	maskedfill: 'where',
	select: 'where',
	fill: 'fill',
	len: 'length',
	size: 'length',
	count: 'length',
	append: 'push',
	average: 'mean',
	avg: 'mean',
	averaged: 'mean',
	summed: 'sum',
	total: 'sum',
	fold: 'reduce',
	ln: 'log',
	logarithm: 'log',
	exponential: 'exp',
	onehot: 'onehot',
	concatenate: 'concat',
	cat: 'concat',
	toint: 'toint',
	clamp: 'clipbyvalue',
	clip: 'clipbyvalue',
	clipped: 'clipbyvalue',
	minimum: 'min',
	smaller: 'min',
	maximum: 'max',
	larger: 'max',
	argsort: 'tosorted',
	sorted: 'tosorted',
	sort: 'tosorted',
	sorting: 'tosorted',
	rounded: 'floor',
	findall: 'exec',
	match: 'exec',
	fullmatch: 'exec',
	int: 'number',
	squareroot: 'sqrt',
	softmaxed: 'softmax',
	assigned: 'assign',
	cosine: 'cos',
	sine: 'sin',
};
const OPERATORS = new Set('+ - * / % ** < <= > >= === !=='.split(' '));
const KEYWORDS = new Set('if for while switch return function of catch'.split(' '));
const PIECE = /[\p{L}_$][\p{L}\p{N}_$]*|\d[\d_]*(?:\.\d+)?(?:e[+-]?\d+)?|[=!]==?|<=|>=|=>|\*\*|\+=|-=|\*=|\/=|%=|[-+*/%<>@^·]/gu;
/** Small numbers stand everywhere; they say nothing about an order. */
const EVERYDAY = new Set(['0', '1', '2', '3']);

/** What a reference does: the words that count in its lab. */
export function vocabularyOf(reference: string): ReadonlySet<string> {
	const called = [...reference.matchAll(/(?:\.\s*([\p{L}_$][\w$]*)|([\p{L}_$][\w$]*)\s*\()/gu)].map(
		([, member, call]) => member ?? call ?? '',
	);
	return new Set(called.filter((name) => name.length > 1 && !KEYWORDS.has(name)).map(wordOf));
}

/** The calls among them: what an instruction in words would name. */
export function callsOf(reference: string): ReadonlySet<string> {
	const called = [...reference.matchAll(/([\p{L}_$][\w$]*)\s*\(/gu)].map(([, name = '']) => name);
	return new Set(called.filter((name) => name.length > 2 && !KEYWORDS.has(name)).map((name) => name.toLowerCase()));
}

export function skeleton(text: string, vocabulary: ReadonlySet<string>, numbers: ReadonlySet<string>): string[] {
	const found: string[] = [];
	for (const piece of text.match(PIECE) ?? []) {
		if (piece === '=>') continue;
		if (/^\d/.test(piece)) {
			const number = numberText(piece);
			if (numbers.has(number) && !EVERYDAY.has(number)) found.push(number);
			continue;
		}
		const word = wordOf(/^[-+*/%]=$/.test(piece) ? piece.slice(0, 1) : piece);
		if (OPERATORS.has(word) || vocabulary.has(word)) found.push(word);
	}
	return found;
}

/** One word for one operation, however it is written. */
export function wordOf(name: string): string {
	const plain = name.toLowerCase().replaceAll('_', '');
	return SAME[plain] ?? plain;
}
