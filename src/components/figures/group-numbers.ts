/** Makes the figure's groups from measured samples, on the server alone: the page gets the numbers, not the rule that lab 6.2 asks for. */
import type { SampleGroup } from './group-html.ts';

export interface MeasuredGroup {
	readonly prompt: string;
	readonly samples: readonly { readonly text: string; readonly reward: number }[];
}

export function sampleGroup({ prompt, samples }: MeasuredGroup): SampleGroup {
	const rewards = samples.map(({ reward }) => reward);
	const mean = average(rewards);
	const spread = Math.sqrt(average(rewards.map((reward) => (reward - mean) ** 2)));
	return {
		prompt,
		samples: samples.map(({ text, reward }) => ({
			text,
			reward,
			values: { reward, centred: reward - mean, scaled: spread === 0 ? 0 : (reward - mean) / spread },
		})),
	};
}

/** One group of each kind, from the hardest on: no sample right, one, some, most. */
export function chooseGroups(groups: readonly MeasuredGroup[]): SampleGroup[] {
	const byCount = new Map<number, MeasuredGroup>();
	for (const group of groups) {
		const right = group.samples.filter(({ reward }) => reward === 1).length;
		if (!byCount.has(right)) byCount.set(right, group);
	}
	return [...byCount]
		.toSorted(([a], [b]) => a - b)
		.slice(0, 4)
		.map(([, group]) => sampleGroup(group));
}

function average(numbers: readonly number[]): number {
	return numbers.reduce((total, n) => total + n, 0) / numbers.length;
}
