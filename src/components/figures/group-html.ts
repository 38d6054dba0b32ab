/** The figure of lesson 6.2 as HTML: a group of real samples, and what each is worth in three ways of counting. Knows numbers only: how they come about is the reader's to write, in the lab. */
import { signed } from '#contract/number-text.ts';

export type Counting = 'reward' | 'centred' | 'scaled';

export interface GroupSample {
	readonly text: string;
	readonly reward: number;
	readonly values: Readonly<Record<Counting, number>>;
}

export interface SampleGroup {
	readonly prompt: string;
	readonly samples: readonly GroupSample[];
}

export interface GroupState {
	readonly group: number;
	readonly counting: Counting;
}

export const COUNTINGS: readonly (readonly [Counting, string])[] = [
	['reward', 'Reward'],
	['centred', 'Less the mean'],
	['scaled', 'Over the spread'],
];

/** Half the width of the bar, in units of the drawing, and the value that fills it. */
const HALF = 50;
const MOST = 3;

export function groupHtml(groups: readonly SampleGroup[], { group, counting }: GroupState): string {
	const chosen = groups[group];
	if (chosen === undefined) return '';
	const rows = chosen.samples.map(
		({ text, reward, values }) =>
			`<tr><td><code>${chosen.prompt}${text}</code></td><td class="r">${reward}</td><td>${barSvg(values[counting])}</td><td class="r">${signed(values[counting])}</td></tr>`,
	);
	return `<table class="table"><thead><tr><th scope="col">Sample</th><th scope="col" class="r">Reward</th><th scope="col">Pushes down, or up</th><th scope="col" class="r">By</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function barSvg(value: number): string {
	const length = (Math.min(MOST, Math.abs(value)) / MOST) * HALF;
	const from = value < 0 ? HALF - length : HALF;
	return `<svg class="rowbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="${value < 0 ? 'f2' : 'f1'}" x="${from.toFixed(1)}" y="1" width="${length.toFixed(1)}" height="8"/><line class="axis" x1="${HALF}" x2="${HALF}" y1="0" y2="10"/></svg>`;
}

/** What the group as a whole does, in words. */
export function groupText(groups: readonly SampleGroup[], { group, counting }: GroupState): string {
	const samples = groups[group]?.samples ?? [];
	const right = samples.filter(({ reward }) => reward === 1).length;
	const count = `${right} of ${samples.length} samples ${right === 1 ? 'is' : 'are'} right.`;
	const sum = samples.reduce((total, { values }) => total + values[counting], 0);
	if (counting === 'reward')
		return `<p>${count} ${right === 0 ? 'Nothing moves.' : 'Right samples are pushed up, wrong ones are left alone: nothing is ever pushed down.'}</p>`;
	if (right === 0 || right === samples.length)
		return `<p>${count} They agree, so none was better than its neighbours: every value is 0, and the group teaches nothing.</p>`;
	const [good, bad] = [1, 0].map((reward) => samples.find((sample) => sample.reward === reward)?.values[counting] ?? 0);
	return `<p>${count} A right one counts ${signed(good ?? 0)}, a wrong one ${signed(bad ?? 0)}; together they sum to ${Math.abs(sum).toFixed(2)}.</p>`;
}
