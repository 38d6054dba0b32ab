/** The code at the cursor belongs to the lab's own skill unless its function, or the line itself, is of another. */
import { expect, it } from 'vitest';
import { skillAt } from './skill-at.ts';

const hands = [
	{ skill: 'positions', role: 'core' },
	{ skill: 'attention', role: 'needed' },
	{ skill: 'typescript', role: 'mundane' },
] as const;
const labs = [
	{ skills: { core: 'positions' }, exports: ['rope', 'both'] },
	{ skills: { core: 'attention' }, exports: ['causalAttention', 'both'] },
];
/** `|` is the cursor. */
const at = (text: string) => skillAt(text.replace('|', ''), text.indexOf('|'), hands, labs)?.skill;

it.each([
	['in the function that the lab asks for', 'export function rope(q) {\n\tconst a = |\n}', 'positions'],
	['in a helper', 'function half(q) {\n\tconst a = |\n}', 'positions'],
	['in a function that another lab asks for', 'function causalAttention(q) {\n\tconst a = |\n}', 'attention'],
	['as an arrow function', 'const causalAttention = (q) => {\n\tconst a = |\n};', 'attention'],
	['on a line that calls one', 'export function rope(q) {\n\treturn causalAttention(|\n}', 'attention'],
	['below a line that calls one', 'export function rope(q) {\n\tcausalAttention(q);\n\tconst a = |\n}', 'positions'],
	['where both labs have the name', 'function both(q) {\n\tconst a = |\n}', 'positions'],
	['on an import', 'import { ra|', 'typescript'],
	['in a type', 'interface Shape {\n\twidth: |\n}', 'typescript'],
	['behind a function that is over', 'function causalAttention(q) {\n}\n\n\tconst a = |', 'positions'],
])('%s', (_, text, skill) => {
	expect(at(text)).toBe(skill);
});
