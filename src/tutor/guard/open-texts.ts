/** What a learner may see anyway at a level, in the form that the measures take off: the lab's open texts once a level, the learner's file each time. */
import { codeTokens } from './code-tokens.ts';
import { parseTrees, subtreeCounts } from './code-tree.ts';
import type { GuardLevel } from './inspection.ts';
import { type LabSecrets, type OpenTexts, STEP_GRAM, spaced } from './lab-secrets.ts';
import { covered, grams, sharedRuns } from './overlap.ts';
import { skeleton } from './skeleton.ts';
import { spoilersIn, treesOf } from './spoilers.ts';

/** A run this long that is open makes its places in a reference open. */
const OPEN_RUN = 6;

const kept = new Map<string, OpenTexts>();

/** The worked solution is never open to the measures: whoever shows it shows level 5. `own` is what `readOpen` made of the learner's file. */
export function openTexts(secrets: LabSecrets, key: { lab: string; level: GuardLevel }, own: OpenTexts): OpenTexts {
	const rungs = Math.min(key.level, 4);
	const name = `${key.lab} ${rungs}`;
	const ofLab = kept.get(name) ?? readOpen(secrets, [...secrets.open, ...secrets.rungs.slice(0, rungs)]);
	kept.set(name, ofLab);
	return {
		grams: new Set([...ofLab.grams, ...own.grams]),
		trees: new Set([...ofLab.trees, ...own.trees]),
		steps: new Set([...ofLab.steps, ...own.steps]),
		raw: [...ofLab.raw, ...own.raw],
		places: ofLab.places.map((places, at) => new Set([...places, ...(own.places[at] ?? [])])),
		spoilers: new Set([...ofLab.spoilers, ...own.spoilers]),
		lines: new Set([...ofLab.lines, ...own.lines]),
	};
}

export function readOpen(secrets: LabSecrets, texts: readonly string[]): OpenTexts {
	const tokens = texts.map((text) => codeTokens(text, secrets.dialect));
	const rawTexts = tokens.map(({ raw }) => spaced(raw));
	const lines = secrets.references.flatMap((reference) =>
		reference.lines.flatMap(({ raw, value }) => [raw, ...(value === null ? [] : [value.raw])]),
	);
	return {
		grams: new Set(tokens.flatMap(({ renamed }) => grams(renamed))),
		trees: new Set(tokens.flatMap(({ renamed }) => [...subtreeCounts(parseTrees(renamed)).keys()])),
		steps: new Set(texts.flatMap((text) => grams(skeleton(text, secrets.vocabulary, secrets.numbers), STEP_GRAM))),
		raw: rawTexts,
		lines: new Set(lines.filter((line) => rawTexts.some((text) => text.includes(line)))),
		places: secrets.references.map(
			(reference) => new Set(tokens.flatMap(({ renamed }) => [...covered(sharedRuns(reference.tokens, renamed), OPEN_RUN)])),
		),
		spoilers: new Set(spoilersIn(secrets.spoilers, texts.flatMap(treesOf), '')),
	};
}
