/**
 * Expressions as trees, from tokens and without a grammar of statements: what cannot be read is stepped over. `a.mul(b)`, `tf.mul(b, a)` and
 * `b * a` are the same tree, `a < b` and `b > a` too.
 */
import { wordOf } from './skeleton.ts';

export interface Tree {
	readonly op: string;
	readonly kids: readonly Tree[];
}

const PRECEDENCE: Readonly<Record<string, number>> = {
	'=': 1,
	'+=': 1,
	'-=': 1,
	'*=': 1,
	'/=': 1,
	'%=': 1,
	'?': 2,
	'||': 3,
	'&&': 4,
	'===': 6,
	'!==': 6,
	'==': 6,
	'!=': 6,
	'<': 7,
	'<=': 7,
	'>': 7,
	'>=': 7,
	of: 7,
	in: 7,
	'+': 9,
	'-': 9,
	'*': 10,
	'/': 10,
	'%': 10,
	'**': 11,
};
const UNARY = 12;
const PREFIXES = new Set('- + ! ... const return new throw if for while else'.split(' '));
const COMMUTATIVE = new Set(['+', '*', '===', '!==', '&&', '||', 'min', 'max', 'logicaland']);
const FLIPPED: Readonly<Record<string, string>> = { '<': '>', '<=': '>=', '==': '===', '!=': '!==' };
/** Receivers that are places of functions, not values. */
const NAMESPACES = new Set(['tf', 'Math', 'Number', 'Object', 'Array']);
const CLOSE: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
/** Words that stand for no function. */
const NO_CALL = new Set('neg index const return new throw if for while else'.split(' '));
/** What only holds other expressions: it would count them twice. */
const WRAPPERS = new Set('const return if else for while { ( = => tidy'.split(' '));
const LONGEST_REGEX = 60;
const MAX_DEPTH = 60;

export function parseTrees(tokens: readonly string[]): Tree[] {
	const trees: Tree[] = [];
	const reader = new Reader(tokens);
	while (!reader.isAtEnd) {
		const tree = reader.expression(0, 0);
		if (tree !== null) trees.push(tree);
	}
	return trees;
}

/** Every expression that holds another that holds a third, as often as it occurs. */
export function subtreeCounts(trees: readonly Tree[]): Map<string, number> {
	const counts = new Map<string, number>();
	const visit = (tree: Tree): { text: string; height: number } => {
		const kids = tree.kids.map(visit);
		const texts = kids.map(({ text }) => text);
		if (COMMUTATIVE.has(tree.op)) texts.sort();
		const text = kids.length === 0 ? tree.op : `${tree.op}(${texts.join(',')})`;
		const height = 1 + Math.max(0, ...kids.map((kid) => kid.height));
		if (height >= 3 && !WRAPPERS.has(tree.op)) counts.set(text, (counts.get(text) ?? 0) + 1);
		return { text, height };
	};
	for (const tree of trees) visit(tree);
	return counts;
}

/** Every tree within these, themselves included. */
export function* subtrees(trees: readonly Tree[]): Generator<Tree> {
	for (const tree of trees) {
		yield tree;
		yield* subtrees(tree.kids);
	}
}

/** Does the tree have the form of the pattern? A leaf `$` fits any tree, `$(…)` any call; operands of `+` and the like may stand in any order. */
export function fits(pattern: Tree, tree: Tree): boolean {
	if (pattern.op.startsWith('$') && pattern.kids.length === 0) return true;
	const isAnyCall = pattern.op.startsWith('$') && /^[a-z_]/i.test(tree.op) && !NO_CALL.has(tree.op);
	if ((pattern.op !== tree.op && !isAnyCall) || pattern.kids.length !== tree.kids.length) return false;
	const inOrder = (kids: readonly Tree[]): boolean => pattern.kids.every((kid, i) => fits(kid, kids[i] ?? { op: '', kids: [] }));
	return inOrder(tree.kids) || (COMMUTATIVE.has(tree.op) && inOrder(tree.kids.toReversed()));
}

/** A cursor over tokens. A class because every part of the descent moves the same place. */
class Reader {
	#at = 0;
	readonly #tokens: readonly string[];

	constructor(tokens: readonly string[]) {
		this.#tokens = tokens;
	}

	get isAtEnd(): boolean {
		return this.#at >= this.#tokens.length;
	}

	/** Null when the token here begins nothing; it is then stepped over. */
	expression(least: number, depth: number): Tree | null {
		let left = this.#prefix(depth);
		if (left === null) return null;
		for (;;) {
			const token = this.#peek();
			if (token === '.') left = this.#member(left, depth);
			else if (token === '(') left = callOf(left, this.#list(depth));
			else if (token === '[') left = { op: 'index', kids: [left, ...this.#list(depth)] };
			else {
				const power = PRECEDENCE[token];
				if (power === undefined || power < least || depth > MAX_DEPTH) return left;
				left = this.#infix(left, token, power, depth);
			}
		}
	}

	#peek(): string {
		return this.#tokens[this.#at] ?? '';
	}

	#prefix(depth: number): Tree | null {
		const token = this.#tokens[this.#at++] ?? '';
		if (depth > MAX_DEPTH) return null;
		if (token === '(' || token === '[' || token === '{') {
			this.#at--;
			const kids = this.#list(depth);
			if (this.#peek() === '=>') return this.#arrow(depth);
			if (token === '(' && kids.length === 1) return kids[0] ?? null;
			return { op: token, kids };
		}
		if (PREFIXES.has(token)) {
			const operand = this.expression(token === '-' || token === '+' ? UNARY : 0, depth + 1);
			return operand === null ? null : { op: token === '-' ? 'neg' : token, kids: [operand] };
		}
		if (token === '/') return this.#regex();
		if (!/^[\p{L}\p{N}_$]/u.test(token)) return null;
		if (this.#peek() === '=>') return this.#arrow(depth);
		return { op: token, kids: [] };
	}

	/** A slash where a value should stand begins a pattern: it is one value. */
	#regex(): Tree | null {
		for (let end = this.#at; end < this.#at + LONGEST_REGEX && end < this.#tokens.length; end++) {
			if (this.#tokens[end] !== '/' || !/^[.,)\]g]|^$/.test(this.#tokens[end + 1] ?? '')) continue;
			this.#at = end + 1;
			return { op: 'regex', kids: [] };
		}
		return null;
	}

	#arrow(depth: number): Tree {
		this.#at++;
		const body = this.expression(0, depth + 1);
		return { op: '=>', kids: body === null ? [] : [body] };
	}

	#member(receiver: Tree, depth: number): Tree {
		this.#at++;
		const name = wordOf(this.#tokens[this.#at++] ?? '');
		const isFunction = NAMESPACES.has(receiver.op) && receiver.kids.length === 0;
		const before = isFunction ? [] : [receiver];
		if (this.#peek() !== '(') return { op: isFunction ? name : `.${name}`, kids: before };
		return ordered(name, [...before, ...this.#list(depth)]);
	}

	/** What stands between this bracket and its partner, commas and colons aside. */
	#list(depth: number): Tree[] {
		const close = CLOSE[this.#tokens[this.#at++] ?? ''] ?? '';
		const kids: Tree[] = [];
		while (!this.isAtEnd && this.#peek() !== close) {
			const before = this.#at;
			const kid = this.expression(0, depth + 1);
			if (kid !== null) kids.push(kid);
			else if (this.#at === before) this.#at++;
		}
		this.#at++;
		return kids;
	}

	#infix(left: Tree, token: string, power: number, depth: number): Tree {
		this.#at++;
		const right = this.expression(token === '=' || token === '**' ? power : power + 1, depth + 1);
		const kids = right === null ? [left] : [left, right];
		if (token === '?' && this.#peek() === ':') {
			this.#at++;
			const otherwise = this.expression(power, depth + 1);
			if (otherwise !== null) kids.push(otherwise);
		}
		return ordered(token, kids);
	}
}

function callOf(callee: Tree, args: readonly Tree[]): Tree {
	if (callee.kids.length === 0 && callee.op !== 'I') return ordered(wordOf(callee.op), args);
	return { op: 'call', kids: [callee, ...args] };
}

/** `a < b` is written `b > a`. */
function ordered(op: string, kids: readonly Tree[]): Tree {
	const flipped = FLIPPED[op];
	if (flipped === undefined) return { op, kids };
	return { op: flipped, kids: op.startsWith('<') ? kids.toReversed() : kids };
}
