/**
 * What lesson 8.3 asks: statements of this course that are true or false today, for practice, and dated questions about the future.
 * Every dated question names where its answer will stand. Written on 27 November 2026; the numbers are the lessons' own, with their sources there.
 */

export interface KnownStatement {
	readonly id: string;
	readonly text: string;
	readonly isTrue: boolean;
	readonly why: string;
}

export interface DatedQuestion {
	readonly id: string;
	readonly text: string;
	/** Last day on which it may happen. */
	readonly by: string;
	/** Where the answer will stand, and what is known so far. */
	readonly how: string;
}

export const KNOWN: readonly KnownStatement[] = [
	{
		id: 'metr-faster',
		text: 'In METR’s trial of early 2025, experienced developers finished tasks in their own repositories sooner with AI tools than without.',
		isTrue: false,
		why: 'They took 19 percent longer, and believed that they had been faster.',
	},
	{
		id: 'small-cache',
		text: 'For each token in its cache, DeepSeek-V3 needs fewer bytes than Llama 3 8B.',
		isTrue: true,
		why: '70,272 against 131,072: latent attention (lesson 2.1).',
	},
	{
		id: 'prompt-only',
		text: 'On MATH-500, a chain-of-thought prompt alone, without training, lifted Qwen3 0.6B Base above 35 percent.',
		isTrue: true,
		why: 'From 15.2 to 40.6 percent (lesson 6.2).',
	},
	{
		id: 'kl-helps',
		text: 'In the same table, 100 steps of GRPO with a KL term ended better than 100 steps without.',
		isTrue: false,
		why: '0.4 percent with, 44.0 without.',
	},
	{
		id: 'seniors-half',
		text: 'In a survey of 791 American developers in July 2025, most of those with ten years of experience said that more than half of what they ship is made by AI.',
		isTrue: false,
		why: '32 percent of them said so, and 13 percent of juniors.',
	},
	{
		id: 'router-gone',
		text: 'Within six months of GPT-5’s launch, OpenAI took its automatic router away from free users.',
		isTrue: true,
		why: 'Launched in August 2025, withdrawn in December (lesson 7.4).',
	},
	{
		id: 'labor-index',
		text: 'When the Remote Labor Index was published in October 2025, the best agent finished at least a tenth of its projects acceptably.',
		isTrue: false,
		why: '2.5 percent.',
	},
	{
		id: 'resting-weights',
		text: 'For any one token, more than 200 billion weights of Qwen3 235B do nothing.',
		isTrue: true,
		why: '235.1 billion are stored, 21.6 billion work on a token (lesson 2.1).',
	},
	{
		id: 'pass-at-64',
		text: 'In the Qwen3 report, reinforcement learning raised the share of AIME-24 problems that an 8B model solves at least once in 64 tries.',
		isTrue: false,
		why: '90.0 before, 90.0 after. On-policy distillation reached 93.3.',
	},
	{
		id: 'earlier-again',
		text: 'Between December 2025 and April 2026, the authors of AI 2027 moved their forecasts for automated coding to earlier dates.',
		isTrue: true,
		why: 'Kokotajlo from late 2029 to the middle of 2028, Lifland from early 2032 to the middle of 2030.',
	},
];

export const DATED: readonly DatedQuestion[] = [
	{
		id: 'rli-25',
		text: 'The public leaderboard of the Remote Labor Index shows an agent that automates at least 25 percent of its projects.',
		by: '2027-06-30',
		how: 'The leaderboard of Scale AI and CAIS. 2.5 percent in October 2025; about 16 percent in July 2026 according to the press.',
	},
	{
		id: 'metr-40',
		text: 'METR publishes a 50 percent time horizon of at least 40 hours for some model, and does not call it beyond what its tasks can measure.',
		by: '2027-06-30',
		how: 'metr.org. In May 2026 it flagged everything above 16 hours as unreliable.',
	},
	{
		id: 'kokotajlo-later',
		text: 'The then latest published median of Daniel Kokotajlo for an automated coder is later than the middle of 2028.',
		by: '2027-12-31',
		how: 'The updates of the AI Futures Project. Late 2029 in December 2025, the middle of 2028 in April 2026.',
	},
	{
		id: 'nanochat-hour',
		text: 'The leaderboard of nanochat lists a run to GPT-2 grade that took less than one hour on eight H100.',
		by: '2027-06-30',
		how: 'The README of karpathy/nanochat. 1.65 hours in March 2026.',
	},
	{
		id: 'openai-open',
		text: 'OpenAI publishes the weights of a language model with more than 117 billion parameters.',
		by: '2027-12-31',
		how: 'OpenAI’s repositories. gpt-oss-120b, of August 2025, has 116.8 billion.',
	},
	{
		id: 'trillion-mit',
		text: 'Weights of a language model with at least two trillion parameters are published under the MIT or the Apache 2.0 licence.',
		by: '2027-12-31',
		how: 'Model cards. DeepSeek-V4 has 1.6 trillion under MIT; Kimi K3 has 2.8 trillion under a licence of its own.',
	},
];
