/**
 * Training cost from first principles, for lesson 0.1: floating-point operations, GPU-hours, dollars.
 * The published runs are facts with sources in the lesson; everything beside them is computed from two assumptions that the reader sets.
 */

export interface PublishedRun {
	readonly name: string;
	/** Parameters that work on each token, and tokens seen. */
	readonly activeParameters: number;
	readonly tokens: number;
	readonly gpu: string;
	/** GPU-hours as published, of the run that saw these tokens. */
	readonly hours: number;
}

export const PUBLISHED: readonly PublishedRun[] = [
	{ name: 'DeepSeek-V3', activeParameters: 37e9, tokens: 14.8e12, gpu: 'H800', hours: 2.664e6 },
	{ name: 'Llama 3 8B', activeParameters: 8.03e9, tokens: 15e12, gpu: 'H100', hours: 1.3e6 },
	{ name: 'SmolLM3 3B', activeParameters: 3.075e9, tokens: 11.2e12, gpu: 'H100', hours: 221e3 },
];

/** Dense bf16 peak of one H100 or H800, in operations per second. */
export const PEAK = 989e12;

export interface Assumptions {
	/** Share of the peak that the run keeps busy, 0 to 1. */
	readonly utilisation: number;
	/** Dollars for one GPU for one hour. */
	readonly price: number;
}

export const START: Assumptions = { utilisation: 0.3, price: 2 };

/** Two operations for each weight and token forward, four backward. */
export function trainingFlops(run: Pick<PublishedRun, 'activeParameters' | 'tokens'>): number {
	return 6 * run.activeParameters * run.tokens;
}

export function gpuHours(flops: number, utilisation: number): number {
	return flops / (PEAK * utilisation) / 3600;
}

/** The utilisation at which the estimate equals what was published. */
export function impliedUtilisation(run: PublishedRun): number {
	return trainingFlops(run) / (run.hours * 3600) / PEAK;
}

/** Estimate over publication: between one half and two is "within a factor of two". */
export function ratio(run: PublishedRun, { utilisation }: Assumptions): number {
	return gpuHours(trainingFlops(run), utilisation) / run.hours;
}

export function isWithinTwo(value: number): boolean {
	return value >= 0.5 && value <= 2;
}

const SCALE = [
	[1e12, 'T'],
	[1e9, 'B'],
	[1e6, 'M'],
	[1e3, 'k'],
] as const;

/** Three digits and a letter: 2.66M. Beyond the last letter the number grows: 2,500T. */
export function short(value: number): string {
	const [size, letter] = SCALE.find(([least]) => value >= least) ?? [1, ''];
	const scaled = value / size;
	return `${scaled >= 1000 ? Math.round(scaled).toLocaleString('en-GB') : scaled.toPrecision(3)}${letter}`;
}
