/** What can be wrong with a lab's spoilers: too few, one that its own solution does not hold, one that the learner is shown anyway. */
import { readLadder } from '#tutor/authored-ladder.ts';
import { splitParts } from '#tutor/guard/code-parts.ts';
import { plainText } from '#tutor/guard/plain-text.ts';
import { readSpoilers, type Spoilers, spoilersIn, treesOf } from '#tutor/guard/spoilers.ts';

/** Texts of the lab that anybody sees, by the name under which a fault is told. */
export type OpenFiles = Readonly<Record<string, string>>;

export function spoilerFaults(labId: string, solution: string, open: OpenFiles): string[] {
	const rungs = readLadder(labId).slice(0, 3);
	const texts = { ...open, ...Object.fromEntries(rungs.map((text, i) => [`rung ${i + 1} of hints.md`, text])) };
	return faultsOf(readSpoilers(labId), solution, texts).map((fault) => `src/labs/${labId}/spoilers.hidden.yaml: ${fault}`);
}

export function faultsOf(spoilers: Spoilers, solution: string, texts: OpenFiles): string[] {
	const held = heldIn(spoilers, solution);
	return [
		...spoilers.spoilers.filter(({ id }) => !held.includes(id)).map(({ id }) => `"${id}" is not in solution.ts.`),
		...spoilers.spoilers.filter(({ code, forms }) => forms.length < code.length).map(({ id }) => `"${id}" has a form that cannot be read.`),
		...Object.entries(texts).flatMap(([name, text]) => heldIn(spoilers, text).map((id) => `"${id}" stands in ${name} already.`)),
	];
}

function heldIn(spoilers: Spoilers, text: string): string[] {
	const { code, prose } = splitParts(plainText(text));
	return spoilersIn(spoilers, [...treesOf(code), ...treesOf(text)], `${prose}\n${text}`);
}
