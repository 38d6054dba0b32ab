/**
 * Which expressions of a file can be looked at while it runs: calls, names that are read, parameters. Only forms that stay the same program when
 * `see(id, …)` is put around them are taken: nothing that is assigned to, nothing inside of a type, no part of an optional chain.
 */
import type { TypedToken } from './typescript-tokens.ts';

/** Token indices, both included. `name`: what the value is given to, where a declaration or an assignment holds nothing else. */
export interface ProbePlace {
	readonly kind: 'around' | 'parameter';
	readonly first: number;
	readonly last: number;
	readonly name: number | null;
	/** For a parameter: the brace that opens the body. */
	readonly body: number | null;
}

const OPEN: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', '${': '}' };
/** Calls of these are of the language, never a tensor. */
const PLAIN = new Set('Math Number String Boolean Object Array JSON Symbol Date console parseInt parseFloat isNaN isFinite'.split(' '));
const BEFORE_VALUE = new Set(['(', ',', '[', '=', '=>', 'return', '?', ':', '&&', '||', '??', 'await']);
const AFTER_VALUE = new Set([')', ',', ']', ';', '}', ':', '?', '&&', '||', '??', '']);
const CONTROL = new Set(['if', 'for', 'while', 'switch', 'catch', 'with']);
/** What may go on with an expression from the line before. */
const GOES_ON = /^[=+\-*/%<>&|^!~?.,:([`]|^(in|of|instanceof|as|satisfies)$/;

export function findProbePlaces(tokens: readonly TypedToken[]): ProbePlace[] {
	const match = matchBrackets(tokens);
	if (match === null) return [];
	const declared = new Set(tokens.filter(({ role }) => role === 'declares' || role === 'parameter').map(({ text }) => text));
	const targets = assignedTo(tokens, match);
	const places: ProbePlace[] = [];
	for (const [at, token] of tokens.entries()) {
		if (token.isType || targets.has(at) || tokens[at - 1]?.text === 'new') continue;
		if (token.text === '{') places.push(...parametersOf(tokens, match, at));
		if (!declared.has(token.text) && PLAIN.has(token.text)) continue;
		places.push(...callsFrom(tokens, match, at));
		if (token.role === 'reads' && declared.has(token.text) && isPlainRead(tokens, at))
			places.push({ kind: 'around', first: at, last: at, name: nameOf(tokens, at, at), body: null });
	}
	return places;
}

/** The partner of each bracket; null when they do not pair. */
function matchBrackets(tokens: readonly TypedToken[]): ReadonlyMap<number, number> | null {
	const match = new Map<number, number>();
	const open: number[] = [];
	for (const [at, { label, text }] of tokens.entries()) {
		if (label === 'string' || label === 'template' || label === 'regexp') continue;
		if (Object.hasOwn(OPEN, text)) open.push(at);
		else if (text === ')' || text === ']' || text === '}') {
			const from = open.pop();
			if (from === undefined || OPEN[tokens[from]?.text ?? ''] !== text) return null;
			match.set(from, at);
			match.set(at, from);
		}
	}
	return open.length === 0 ? match : null;
}

/** Everything inside of a pattern that is assigned to: `[a, b] = …`, `({ a } = …)`, `for ([a] of …)`. */
function assignedTo(tokens: readonly TypedToken[], match: ReadonlyMap<number, number>): ReadonlySet<number> {
	const inside = new Set<number>();
	for (const [close, open] of match) {
		const after = tokens[close + 1];
		if (close < open || after === undefined || after.isType) continue;
		const isTarget =
			after.label === '=' || after.label === '_=' || after.text === 'of' || (after.text === 'in' && tokens[open]?.text !== '(');
		if (isTarget) for (let at = open; at <= close; at++) inside.add(at);
	}
	return inside;
}

/** Each call of the chain that begins at `at`: `q.matMul(k)` and `q.matMul(k).div(8)`. */
function callsFrom(tokens: readonly TypedToken[], match: ReadonlyMap<number, number>, at: number): ProbePlace[] {
	const token = tokens[at];
	if (token === undefined || token.text === 'async') return [];
	const isGroup = token.text === '(' && BEFORE_VALUE.has(tokens[at - 1]?.text ?? '') && !tokens[at - 1]?.isType;
	if (token.role !== 'reads' && token.label !== 'this' && !isGroup) return [];
	const calls: { readonly last: number; readonly isOptional: boolean }[] = [];
	let end = isGroup ? (match.get(at) ?? at) : at;
	let isOptional = false;
	for (let step = stepAfter(tokens, match, end); step !== null; step = stepAfter(tokens, match, end)) {
		end = step.end;
		isOptional ||= step.isOptional;
		if (step.isCall) calls.push({ last: end, isOptional });
	}
	// A template after it is part of the expression too: then nothing of an optional chain is the whole of it.
	const whole = tokens[end + 1]?.text === '`' ? -1 : end;
	return calls
		.filter((call) => !call.isOptional || call.last === whole)
		.map(({ last }) => ({ kind: 'around', first: at, last, name: nameOf(tokens, at, last), body: null }));
}

interface Step {
	readonly end: number;
	readonly isCall: boolean;
	readonly isOptional: boolean;
}

/** The next link of a chain: a member, an element, a call, a `!`. */
function stepAfter(tokens: readonly TypedToken[], match: ReadonlyMap<number, number>, end: number): Step | null {
	let at = end + 1;
	// Type arguments of a call.
	if (tokens[at]?.isType && tokens[at]?.text === '<') {
		while (tokens[at]?.isType) at++;
		if (tokens[at]?.text !== '(') return null;
	}
	const token = tokens[at];
	if (token === undefined || token.isType) return null;
	if (token.label === 'nonNullAssertion') return { end: at, isCall: false, isOptional: false };
	if (token.text === '(') return { end: match.get(at) ?? at, isCall: true, isOptional: false };
	if (token.text === '[') return { end: match.get(at) ?? at, isCall: false, isOptional: false };
	if (token.text !== '.' && token.text !== '?.') return null;
	const next = tokens[at + 1]?.text ?? '';
	if (next === '(' || next === '[') return { end: match.get(at + 1) ?? at, isCall: next === '(', isOptional: true };
	const isName = /^[\p{ID_Start}$_]/u.test(next);
	// A private name, or something that is not understood: the chain ends here, and what stands before is whole without it.
	return isName ? { end: at + 1, isCall: false, isOptional: token.text === '?.' } : null;
}

/** A name whose value is handed on: an argument, what is returned or assigned, the tensor before a method. */
function isPlainRead(tokens: readonly TypedToken[], at: number): boolean {
	const [before, token, after] = [tokens[at - 1], tokens[at], tokens[at + 1]];
	if (token === undefined || after === undefined || before?.text === 'typeof' || before?.text === '...') return false;
	if (after.text === '.' || after.text === '?.') return true;
	if (before === undefined || before.isType || !BEFORE_VALUE.has(before.text)) return false;
	if (before.text === '[' && isOperandEnd(tokens[at - 2])) return false;
	if (after.isType) return after.text === 'as' || after.text === 'satisfies';
	return AFTER_VALUE.has(after.text) || (after.line > token.line && !GOES_ON.test(after.text));
}

function isOperandEnd(token: TypedToken | undefined): boolean {
	return token !== undefined && (token.label === 'name' || token.text === ')' || token.text === ']');
}

/** `x` of `const x: T = …;` and of `x = …;`, where the expression is all of the right-hand side. */
function nameOf(tokens: readonly TypedToken[], first: number, last: number): number | null {
	if (tokens[first - 1]?.label !== '=' || tokens[first - 1]?.isType) return null;
	const after = tokens[last + 1];
	const isWhole = after === undefined || after.text === ';' || after.text === '' || after.line > (tokens[last]?.line ?? 0);
	let at = first - 2;
	while (tokens[at]?.isType) at--;
	const name = tokens[at];
	const isMember = tokens[at - 1]?.text === '.' || tokens[at - 1]?.text === '?.';
	return isWhole && name?.label === 'name' && name.role !== null && !isMember ? at : null;
}

/** Of the function whose body opens at `body`; none where it is another block. */
function parametersOf(tokens: readonly TypedToken[], match: ReadonlyMap<number, number>, body: number): ProbePlace[] {
	let close = body - 1;
	if (tokens[close]?.text === '=>') close--;
	while (tokens[close]?.isType) close--;
	const open = match.get(close);
	if (tokens[close]?.text !== ')' || open === undefined || CONTROL.has(tokens[open - 1]?.text ?? '')) return [];
	const places: ProbePlace[] = [];
	for (let at = open + 1; at < close; at++) {
		const token = tokens[at];
		// What stands in a nested pair of parentheses belongs to a function in a default value.
		if (token?.text === '(' && !token.isType) at = match.get(at) ?? at;
		else if (token?.role === 'parameter' && !token.isType && tokens[at + 1]?.text !== '=>')
			places.push({ kind: 'parameter', first: at, last: at, name: null, body });
	}
	return places;
}
