/** Loads the modules of one lab from source, with the export names that every lab keeps. Refuses a lab that lacks one. */
import { existsSync } from 'node:fs';
import type { Lab } from '#contract/lab.ts';
import type { Check } from '#grading/core/check.ts';
import type { ModuleExports } from '#grading/core/realm.ts';
import type { Variant } from '#grading/core/variant.ts';

export interface LabModules {
	readonly lab: Lab;
	readonly checks: readonly Check[];
	readonly hiddenChecks: readonly Check[];
	readonly harness: ModuleExports;
	/** One sentence for each diagnosis, where the lab keeps them in texts.ts. */
	readonly texts: Readonly<Record<string, string>>;
	readonly variant: Variant;
	readonly variantChecks: readonly Check[];
	readonly variantSolution: string;
	/** What `my/<lab>` gives for each allowed import: the borrowed op. */
	readonly my: Readonly<Record<string, ModuleExports>>;
}

export async function loadLabModules(folder: string, myLabs: readonly string[]): Promise<LabModules> {
	const load = async (name: string): Promise<ModuleExports> => import(/* @vite-ignore */ `${folder}${name}`);
	const [declared, publicPart, hidden, harness, variant, variantHidden] = await Promise.all(
		['lab.ts', 'checks.ts', 'checks.hidden.ts', 'harness.ts', 'variant.ts', 'variant.hidden.ts'].map(load),
	);
	const texts = existsSync(`${folder}texts.ts`) ? (await load('texts.ts'))['TEXTS'] : {};
	const my = await Promise.all(myLabs.map(async (lab) => [`my/${lab}`, await load(`../${lab}/borrowed.ts`)] as const));
	const modules = { ...declared, ...publicPart, ...hidden, ...variant, ...variantHidden, texts, harness, my: Object.fromEntries(my) };
	for (const name of ['lab', 'checks', 'hiddenChecks', 'variant', 'variantChecks', 'variantSolution']) {
		if (!(name in modules)) throw new Error(`${folder} exports no "${name}"; docs/authoring.md says from which file.`);
	}
	// The names were checked above; what they hold is checked by the lab's own types.
	return modules as unknown as LabModules;
}
