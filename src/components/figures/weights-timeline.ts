/**
 * Dated releases and papers for lesson 0.2. Every date stands in the source that its row names.
 * Refuses events whose day we could not verify, however well known: a month does not make a day.
 */

export type Lane = 'closed' | 'open' | 'other';

export interface TimelineEvent {
	readonly id: string;
	/** ISO day. */
	readonly date: string;
	readonly name: string;
	readonly lane: Lane;
	readonly text: string;
	readonly source: keyof typeof SOURCES;
}

export const SOURCES = {
	metr: 'METR, release_dates.yaml',
	card: 'its model card and licence',
	repository: "the maker's repository",
	paper: 'the paper, first version',
	market: 'market reports of the day',
	report: 'Brand and Lambert, arXiv 2604.07190',
	summaries: 'summaries that agree; the report is arXiv 2606.19348',
} as const;

export const LANES: readonly (readonly [Lane, string])[] = [
	['closed', 'Closed weights'],
	['open', 'Open weights'],
	['other', 'Papers and events'],
];

export const EVENTS: readonly TimelineEvent[] = [
	{
		id: 'gpt-2',
		date: '2019-02-14',
		name: 'GPT-2',
		lane: 'open',
		text: 'OpenAI publishes the paper and the smallest of four sizes. The largest, 1.5 billion parameters, follows in November.',
		source: 'metr',
	},
	{ id: 'gpt-3', date: '2020-05-28', name: 'GPT-3', lane: 'closed', text: 'Behind an interface only.', source: 'metr' },
	{
		id: 'gpt-4',
		date: '2023-03-14',
		name: 'GPT-4',
		lane: 'closed',
		text: 'Behind an interface.',
		source: 'metr',
	},
	{ id: 'claude-3', date: '2024-03-04', name: 'Claude 3 Opus', lane: 'closed', text: 'Behind an interface.', source: 'metr' },
	{
		id: 'llama-3',
		date: '2024-04-18',
		name: 'Llama 3',
		lane: 'open',
		text: 'Weights of 8 and 70 billion parameters, under a licence of Meta’s own with conditions.',
		source: 'card',
	},
	{ id: 'gpt-4o', date: '2024-05-13', name: 'GPT-4o', lane: 'closed', text: 'Behind an interface.', source: 'metr' },
	{ id: 'qwen2', date: '2024-06-07', name: 'Qwen2 72B', lane: 'open', text: '72 billion parameters.', source: 'metr' },
	{
		id: 'o1-preview',
		date: '2024-09-12',
		name: 'o1-preview',
		lane: 'closed',
		text: 'A model that thinks before it answers. Weights, recipe and the thoughts themselves stay hidden.',
		source: 'metr',
	},
	{
		id: 'qwen2.5',
		date: '2024-09-19',
		name: 'Qwen2.5 72B',
		lane: 'open',
		text: '72 billion parameters, a week after o1-preview.',
		source: 'metr',
	},
	{ id: 'o1', date: '2024-12-05', name: 'o1', lane: 'closed', text: 'The finished version of o1-preview.', source: 'metr' },
	{
		id: 'deepseek-v3',
		date: '2024-12-26',
		name: 'DeepSeek-V3',
		lane: 'open',
		text: 'Weights of 671 billion parameters and a report with GPU-hours and recipe.',
		source: 'metr',
	},
	{
		id: 'r1',
		date: '2025-01-20',
		name: 'DeepSeek-R1',
		lane: 'open',
		text: 'A reasoning model under the MIT licence: weights, thoughts, a paper with the recipe, and six distilled models.',
		source: 'metr',
	},
	{
		id: 'nvidia',
		date: '2025-01-27',
		name: 'NVIDIA −$589bn',
		lane: 'other',
		text: 'The largest loss of value of a company in one day until then.',
		source: 'market',
	},
	{
		id: 's1',
		date: '2025-01-31',
		name: 's1',
		lane: 'other',
		text: 'A paper: 1,000 reasoning traces and 26 minutes on 16 H100 turn an open 32B model into a reasoner.',
		source: 'paper',
	},
	{
		id: 'dapo',
		date: '2025-03-17',
		name: 'DAPO',
		lane: 'other',
		text: 'A paper with code: the reinforcement learning of R1 on an open 32B model, in half the steps.',
		source: 'paper',
	},
	{ id: 'o3', date: '2025-04-16', name: 'o3', lane: 'closed', text: 'Behind an interface.', source: 'metr' },
	{ id: 'r1-0528', date: '2025-05-28', name: 'R1-0528', lane: 'open', text: 'R1 trained further.', source: 'metr' },
	{
		id: 'glm-4.5',
		date: '2025-07-28',
		name: 'GLM-4.5',
		lane: 'open',
		text: '355 billion parameters under the MIT licence.',
		source: 'repository',
	},
	{
		id: 'gpt-oss',
		date: '2025-08-05',
		name: 'gpt-oss',
		lane: 'open',
		text: 'OpenAI publishes weights again: Apache-2.0 with a usage policy, two days before GPT-5.',
		source: 'metr',
	},
	{ id: 'gpt-5', date: '2025-08-07', name: 'GPT-5', lane: 'closed', text: 'Behind an interface.', source: 'metr' },
	{
		id: 'k2-thinking',
		date: '2025-11-06',
		name: 'Kimi K2 Thinking',
		lane: 'open',
		text: 'A trillion parameters that reason and use tools.',
		source: 'metr',
	},
	{
		id: 'olmo-3',
		date: '2025-11-20',
		name: 'Olmo 3',
		lane: 'open',
		text: 'Weights, data, code and every stage in between.',
		source: 'repository',
	},
	{ id: 'opus-4.5', date: '2025-11-24', name: 'Claude Opus 4.5', lane: 'closed', text: 'Behind an interface.', source: 'metr' },
	{
		id: 'glm-5',
		date: '2026-02-12',
		name: 'GLM-5',
		lane: 'open',
		text: 'Latent and sparse attention, weights open.',
		source: 'repository',
	},
	{
		id: 'atom',
		date: '2026-04-08',
		name: 'ATOM report',
		lane: 'other',
		text: 'Counts 1,500 open models: Chinese ones overtook American ones in downloads in summer 2025.',
		source: 'report',
	},
	{
		id: 'v4',
		date: '2026-04-24',
		name: 'DeepSeek-V4',
		lane: 'open',
		text: 'A preview with 1.6 trillion parameters, MIT licence.',
		source: 'summaries',
	},
	{ id: 'glm-5.2', date: '2026-06-16', name: 'GLM-5.2', lane: 'open', text: '744 billion parameters, MIT licence.', source: 'repository' },
	{
		id: 'k3-api',
		date: '2026-07-16',
		name: 'Kimi K3, interface',
		lane: 'closed',
		text: 'First the interface only, with the weights announced.',
		source: 'repository',
	},
	{
		id: 'k3',
		date: '2026-07-27',
		name: 'Kimi K3, weights',
		lane: 'open',
		text: '2.8 trillion parameters, under a licence of its own with a commercial condition.',
		source: 'repository',
	},
];

/** @throws when no event has this id: a mistake in the page */
export function eventById(id: string): TimelineEvent {
	const found = EVENTS.find((event) => event.id === id);
	if (!found) throw new Error(`No event "${id}" in weights-timeline.ts.`);
	return found;
}

/** Whole days from one ISO day to another; negative when the second is earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** "20 January 2025" */
export function longDate(date: string): string {
	return new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
}
