/** Tokens per parameter of released models, for lesson 3.2, and the demand at which each would be the cheapest way to its own loss. */
import { demandThatJustifies, LAWS, type Run } from './lifetime-cost.ts';
import { perParameter } from './lifetime-cost-html.ts';

export interface ReleasedRun extends Run {
	readonly name: string;
	readonly year: number;
}

/** Parameters that work on a token, and tokens of training, as published. */
export const RELEASED: readonly ReleasedRun[] = [
	{ name: 'Chinchilla 70B', year: 2022, activeParameters: 70e9, tokens: 1.4e12 },
	{ name: 'DeepSeek-V3', year: 2024, activeParameters: 37e9, tokens: 14.8e12 },
	{ name: 'OLMo 2 7B', year: 2024, activeParameters: 7.3e9, tokens: 4e12 },
	{ name: 'Llama 3 8B', year: 2024, activeParameters: 8.03e9, tokens: 15e12 },
	{ name: 'SmolLM3 3B', year: 2025, activeParameters: 3.075e9, tokens: 11.2e12 },
	{ name: 'Qwen3 8B', year: 2025, activeParameters: 8.19e9, tokens: 36e12 },
	{ name: 'Qwen3 0.6B', year: 2025, activeParameters: 0.596e9, tokens: 36e12 },
];

export const ratioOf = ({ activeParameters, tokens }: Run): number => tokens / activeParameters;

const LEFT = 160;
const RIGHT = 590;
const TOP = 30;
const ROW = 30;
export const VIEW_BOX = `0 0 620 ${TOP + RELEASED.length * ROW + 46}`;
/** The axis runs from ten to a hundred thousand. */
const x = (ratio: number) => LEFT + ((RIGHT - LEFT) * (Math.log10(ratio) - 1)) / 4;

export function releasedSvg(): string {
	const bottom = TOP + RELEASED.length * ROW;
	const ticks = [10, 100, 1000, 10_000, 100_000].map(
		(ratio) =>
			`<line class="grid" x1="${x(ratio)}" x2="${x(ratio)}" y1="${TOP - 6}" y2="${bottom}"/><text class="tick" x="${x(ratio)}" y="${bottom + 16}" text-anchor="middle">${perParameter(ratio)}</text>`,
	);
	const rows = RELEASED.map((run, index) => {
		const y = TOP + index * ROW + ROW / 2;
		const ratio = ratioOf(run);
		const isFar = ratio > 20_000;
		return `<text class="dlab" x="${LEFT - 10}" y="${y + 4}" text-anchor="end">${run.name}</text><line class="axis" x1="${x(20)}" x2="${x(ratio)}" y1="${y}" y2="${y}"/><circle class="f1" cx="${x(ratio)}" cy="${y}" r="5"/><text class="tick" x="${x(ratio) + (isFar ? -10 : 10)}" y="${isFar ? y - 6 : y + 4}" text-anchor="${isFar ? 'end' : 'start'}">${perParameter(ratio)}</text>`;
	});
	return `${ticks.join('')}<line class="floor" x1="${x(20)}" x2="${x(20)}" y1="${TOP - 6}" y2="${bottom}"/><text class="alab" x="${x(20)}" y="14" text-anchor="middle">20: compute-optimal</text>${rows.join('')}<text class="alab" x="${RIGHT}" y="${bottom + 38}" text-anchor="end">tokens of training per active parameter</text>`;
}

/** Served tokens for each token of training at which the run would be the cheapest, by both laws; null where no demand would do. */
export function justified(run: Run): readonly (number | null)[] {
	return LAWS.map((law) => {
		const served = demandThatJustifies(law, run);
		return served > 0 ? served : null;
	});
}
