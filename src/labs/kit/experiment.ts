/** An experiment behind the numbers of a lesson: experiments.ts of a lab exports them by name, `npm run recipes -- <lab> <name>` runs them again. Never bundled. */

export interface ExperimentTools {
	readonly seed: number;
	/** Says how it goes; on the console. */
	log(text: string): void;
	/** The checkpoint that lab.ts names as `base`; null where it names none. */
	readonly base: ArrayBuffer | null;
}

export interface Experiment {
	/** What was compared, in a sentence. */
	readonly about: string;
	readonly seeds: readonly number[];
	/** Plain JSON. Numbers keep four decimals. */
	run(tools: ExperimentTools): Promise<unknown>;
}

/** A checkpoint that labs start from: a module in src/labs/bases/ exports `makeBase` of this type. */
export type MakeBase = (tools: Pick<ExperimentTools, 'seed' | 'log'>) => Promise<{
	/** safetensors, at most 1 MiB. */
	readonly bytes: ArrayBuffer;
	/** The model card: how it was made and what was measured of it. */
	readonly card: Readonly<Record<string, unknown>>;
}>;
