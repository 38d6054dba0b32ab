/**
 * A second version of the learner's file for a run of the checks: the same program, with `__see(id, …)` around the expressions whose value may be
 * a tensor, every line where it was. Null where that cannot be done safely; then the file runs as it is.
 */
import type { Probe } from '#contract/run.ts';
import { SEE } from './probe-name.ts';
import { findProbePlaces, type ProbePlace } from './probe-places.ts';
import { transpile } from './transpile.ts';
import { startsOfLines, type TypedToken, typescriptTokens } from './typescript-tokens.ts';

/** More than a lab's file has by far; a file of thousands would only be slowed down. */
export const MAX_PROBES = 600;
const MAX_TEXT = 80;

export interface Instrumented {
	/** CommonJS JavaScript. */
	readonly code: string;
	/** By id. */
	readonly probes: readonly Probe[];
}

export function instrument(source: string): Instrumented | null {
	if (source.includes(SEE)) return null;
	const tokens = typescriptTokens(source);
	if (tokens === null) return null;
	const places = findProbePlaces(tokens);
	if (places.length === 0 || places.length > MAX_PROBES) return null;
	const answer = transpile(withProbes(source, tokens, places));
	return 'error' in answer ? null : { code: answer.code, probes: probesOf(source, tokens, places) };
}

interface Insert {
	readonly at: number;
	readonly text: string;
	/** Where the expression ends, for an opening; the outermost of those that begin together goes first. */
	readonly end: number;
}

function withProbes(source: string, tokens: readonly TypedToken[], places: readonly ProbePlace[]): string {
	const inserts = places.flatMap((place, id): Insert[] => {
		const [first, last] = [tokens[place.first], tokens[place.last]];
		if (first === undefined || last === undefined) return [];
		if (place.body !== null)
			return [{ at: tokens[place.body]?.end ?? 0, text: `${SEE}(${id},${first.text});`, end: Number.POSITIVE_INFINITY }];
		return [
			{ at: first.start, text: `${SEE}(${id},`, end: last.end },
			// A close has no end after it: at one place closes go before whatever opens.
			{ at: last.end, text: ')', end: Number.POSITIVE_INFINITY },
		];
	});
	inserts.sort((a, b) => a.at - b.at || b.end - a.end);
	let [text, from] = ['', 0];
	for (const { at, text: inserted } of inserts) {
		text += source.slice(from, at) + inserted;
		from = at;
	}
	return text + source.slice(from);
}

function probesOf(source: string, tokens: readonly TypedToken[], places: readonly ProbePlace[]): Probe[] {
	const starts = startsOfLines(source);
	const placeOf = (offset: number): { line: number; column: number } => {
		const line = starts.findLastIndex((start) => start <= offset);
		return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
	};
	const rangeOf = (first: number, last: number): Probe['ranges'][number] => {
		const [from, to] = [placeOf(tokens[first]?.start ?? 0), placeOf(tokens[last]?.end ?? 0)];
		return { line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
	};
	return places.map(({ first, last, name }) => {
		const written = source.slice(tokens[first]?.start ?? 0, tokens[last]?.end ?? 0).replaceAll(/\s+/g, ' ');
		return {
			text: written.length > MAX_TEXT ? `${written.slice(0, MAX_TEXT - 1)}…` : written,
			ranges: [rangeOf(first, last), ...(name === null ? [] : [rangeOf(name, name)])],
		};
	});
}
