/**
 * How many tokens changed between two versions of a file: what makes a try an honest one. Comments and white space
 * do not count. Approximate beyond 4,000 changed tokens, where only "many" matters.
 */
export const TOKEN =
	/\/\/[^\n]*|\/\*[\s\S]*?\*\/|`(?:\\[\s\S]|[^`\\])*`|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|[\p{L}_$][\p{L}\p{N}_$]*|\d[\w.]*|[^\s\p{L}\p{N}]/gu;
const MAX_COMPARED = 4_000;

/** Tokens added plus tokens removed. */
export function countChangedTokens(before: string, after: string): number {
	const [from, to] = withoutCommonEnds(tokens(before), tokens(after));
	if (from.length > MAX_COMPARED || to.length > MAX_COMPARED) return Math.abs(from.length - to.length) || from.length;
	return from.length + to.length - 2 * longestCommon(from, to);
}

/** The code as its tokens, without comments: two versions with the same text here differ in nothing that runs. */
export function tokens(code: string): string[] {
	return (code.match(TOKEN) ?? []).filter((token) => !token.startsWith('//') && !token.startsWith('/*'));
}

function withoutCommonEnds(a: readonly string[], b: readonly string[]): [readonly string[], readonly string[]] {
	const shorter = Math.min(a.length, b.length);
	let start = 0;
	while (start < shorter && a[start] === b[start]) start++;
	let end = 0;
	while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
	return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

/** Length of the longest common subsequence, one row at a time. */
function longestCommon(a: readonly string[], b: readonly string[]): number {
	let above = new Uint16Array(b.length + 1);
	let row = new Uint16Array(b.length + 1);
	for (const token of a) {
		for (const [n, other] of b.entries()) {
			row[n + 1] = token === other ? (above[n] ?? 0) + 1 : Math.max(above[n + 1] ?? 0, row[n] ?? 0);
		}
		[above, row] = [row, above];
	}
	return above[b.length] ?? 0;
}
