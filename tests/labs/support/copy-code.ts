/** A copy that was made to look different: other names, other layout, other comments, other order of functions, `const` as `let`. */
import { tokenize } from '#grading/core/tokens.ts';

const NAMES = [
	'alpha',
	'beta',
	'gamma',
	'delta',
	'omega',
	'kappa',
	'theta',
	'lambdaOf',
	'sigma',
	'rho',
	'tau',
	'phi',
	'chi',
	'psi',
	'zeta',
	'eta',
];

/** Names that are the language's, the library's, or the lab's export. */
const NOT_OWN = new Set('true false null undefined tf Math Array Number Float32Array number string boolean causalAttention'.split(' '));

export function renamed(code: string): string {
	const own = [...code.matchAll(/(?:const|let|function|for \(const|\(|,)\s*\[?([a-zA-Z_$][\w$]*)(?=\s*(?:[=:,)\]]|of\b|\())/g)].flatMap(
		([, name]) => name ?? [],
	);
	const names = new Map([...new Set(own)].filter((name) => !NOT_OWN.has(name)).map((name, n) => [name, `${NAMES[n % NAMES.length]}${n}`]));
	const tokens = tokenize(code);
	let text = '';
	let at = 0;
	for (const [n, { type, value, offset }] of tokens.entries()) {
		text += code.slice(at, offset);
		at = offset;
		const isProperty = tokens[n - 1]?.value === '.' || tokens[n - 1]?.value === '?.';
		if (type !== 'word' || isProperty || !names.has(value)) continue;
		text += names.get(value);
		at += value.length;
	}
	return text + code.slice(at);
}

export function reformatted(code: string): string {
	return code
		.split('\n')
		.flatMap((line) => [`    ${line.trim().replace(/;$/, '')}`, `    // step ${line.length}`])
		.join('\n')
		.replaceAll('const ', 'let ')
		.replaceAll(', ', ',\n        ');
}

/** Top-level functions in reverse, the imports first. */
export function reordered(code: string): string {
	const parts = code.split(/^(?=(?:export )?function )/m);
	return [parts[0], ...parts.slice(1).reverse()].join('\n');
}

export function disguised(code: string): string {
	return reformatted(renamed(reordered(code)));
}
