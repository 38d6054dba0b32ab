/**
 * Released models as shapes, for lesson 2.1. Every number stands in the source that its row names; the totals beside them are the makers' own,
 * so that counting from the shapes can be held against them. Refuses models whose sizes are known from hearsay only.
 */

import type { Architecture } from './architecture.ts';
import {
	COMMON,
	DEEPSEEK,
	GLM,
	GPT_OSS,
	GPT2,
	GPT2_SOURCE,
	heads,
	OLMO,
	OLMO_CORE,
	OSS_SOURCE,
	QWEN3,
	slime,
} from './architecture-families.ts';

export interface Model {
	readonly id: string;
	readonly name: string;
	/** Month of the release, for the table. */
	readonly released: string;
	readonly shape: Architecture;
	/** As the maker gives it, name included: total, and active where experts make a difference. */
	readonly published: string;
	readonly source: { readonly text: string; readonly href: string };
}

export const MODELS: readonly Model[] = [
	{
		id: 'gpt2',
		name: 'GPT-2 small',
		released: '2019-02',
		shape: { ...GPT2, layers: 12, width: 768, heads: 12, attention: heads(12, 64), hidden: 3072 },
		published: '124M',
		source: GPT2_SOURCE,
	},
	{
		id: 'gpt2-xl',
		name: 'GPT-2 XL',
		released: '2019-11',
		shape: { ...GPT2, layers: 48, width: 1600, heads: 25, attention: heads(25, 64), hidden: 6400 },
		published: '1.5B',
		source: GPT2_SOURCE,
	},
	{
		id: 'llama3-8b',
		name: 'Llama 3 8B',
		released: '2024-04',
		shape: { ...COMMON, layers: 32, width: 4096, heads: 32, attention: heads(8), hidden: 14_336, vocabulary: 128_256, context: 8192 },
		published: '8B',
		source: slime('llama3.1-8B'),
	},
	{
		id: 'olmo2-7b',
		name: 'OLMo 2 7B',
		released: '2024-11',
		shape: { ...OLMO, layers: 32, width: 4096, heads: 32, attention: heads(32), hidden: 11_008, context: 4096 },
		published: '7B',
		source: OLMO_CORE,
	},
	{
		id: 'deepseek-v3',
		name: 'DeepSeek-V3',
		released: '2024-12',
		shape: {
			...DEEPSEEK,
			heads: 128,
			experts: { total: 256, active: 8, shared: 1, hidden: 2048, denseLayers: 3 },
			vocabulary: 129_280,
		},
		published: '671B, 37B active',
		source: {
			text: 'deepseek-ai/DeepSeek-V3: inference/configs/config_671B.json',
			href: 'https://github.com/deepseek-ai/DeepSeek-V3/blob/main/inference/configs/config_671B.json',
		},
	},
	{
		id: 'olmo2-32b',
		name: 'OLMo 2 32B',
		released: '2025-03',
		shape: { ...OLMO, layers: 64, width: 5120, heads: 40, attention: heads(8), hidden: 27_648, context: 4096 },
		published: '32B',
		source: OLMO_CORE,
	},
	{
		id: 'gemma3-27b',
		name: 'Gemma 3 27B',
		released: '2025-03',
		shape: {
			...COMMON,
			layers: 62,
			width: 5376,
			heads: 32,
			attention: heads(16),
			window: { layers: 52, size: 1024 },
			place: 'both',
			queryKeyNorm: 'head',
			mlp: 'GeGLU',
			hidden: 21_504,
			vocabulary: 262_144,
			isTied: true,
			context: 131_072,
		},
		published: '27B',
		source: {
			text: 'google/gemma_pytorch: gemma/config.py',
			href: 'https://github.com/google/gemma_pytorch/blob/main/gemma/config.py',
		},
	},
	{
		id: 'qwen3-0.6b',
		name: 'Qwen3 0.6B',
		released: '2025-04',
		shape: { ...QWEN3, layers: 28, width: 1024, heads: 16, attention: heads(8), hidden: 3072, isTied: true },
		published: '0.6B',
		source: slime('qwen3-0.6B'),
	},
	{
		id: 'qwen3-8b',
		name: 'Qwen3 8B',
		released: '2025-04',
		shape: { ...QWEN3, layers: 36, width: 4096, heads: 32, attention: heads(8), hidden: 12_288 },
		published: '8B',
		source: slime('qwen3-8B'),
	},
	{
		id: 'qwen3-30b-a3b',
		name: 'Qwen3 30B-A3B',
		released: '2025-04',
		shape: {
			...QWEN3,
			layers: 48,
			width: 2048,
			heads: 32,
			attention: heads(4),
			hidden: 768,
			experts: { total: 128, active: 8, shared: 0, hidden: 768, denseLayers: 0 },
		},
		published: '30B, 3B active',
		source: slime('qwen3-30B-A3B'),
	},
	{
		id: 'qwen3-235b-a22b',
		name: 'Qwen3 235B-A22B',
		released: '2025-04',
		shape: {
			...QWEN3,
			layers: 94,
			width: 4096,
			heads: 64,
			attention: heads(4),
			hidden: 1536,
			experts: { total: 128, active: 8, shared: 0, hidden: 1536, denseLayers: 0 },
		},
		published: '235B, 22B active',
		source: slime('qwen3-235B-A22B'),
	},
	{
		id: 'kimi-k2',
		name: 'Kimi K2',
		released: '2025-07',
		shape: {
			...DEEPSEEK,
			heads: 64,
			experts: { total: 384, active: 8, shared: 1, hidden: 2048, denseLayers: 1 },
			vocabulary: 163_840,
		},
		published: '1T, 32B active',
		source: { text: 'MoonshotAI/Kimi-K2: README', href: 'https://github.com/MoonshotAI/Kimi-K2' },
	},
	{
		id: 'smollm3-3b',
		name: 'SmolLM3 3B',
		released: '2025-07',
		shape: {
			...COMMON,
			layers: 36,
			width: 2048,
			heads: 16,
			attention: heads(4),
			hidden: 11_008,
			vocabulary: 128_256,
			isTied: true,
			context: 65_536,
		},
		published: '3B',
		source: {
			text: 'huggingface/smollm: pretraining/smollm3/stage1_8T.yaml',
			href: 'https://github.com/huggingface/smollm/blob/main/text/pretraining/smollm3/stage1_8T.yaml',
		},
	},
	{
		id: 'glm-4.5',
		name: 'GLM-4.5',
		released: '2025-07',
		shape: {
			...GLM,
			layers: 92,
			width: 5120,
			queryKeyNorm: 'head',
			hidden: 12_288,
			experts: { total: 160, active: 8, shared: 1, hidden: 1536, denseLayers: 3 },
		},
		published: '355B, 32B active',
		source: slime('glm4.5-355B-A32B'),
	},
	{
		id: 'glm-4.5-air',
		name: 'GLM-4.5-Air',
		released: '2025-07',
		shape: {
			...GLM,
			layers: 46,
			width: 4096,
			hidden: 10_944,
			experts: { total: 128, active: 8, shared: 1, hidden: 1408, denseLayers: 1 },
		},
		published: '106B, 12B active',
		source: slime('glm4.5-106B-A12B'),
	},
	{
		id: 'gpt-oss-20b',
		name: 'gpt-oss-20b',
		released: '2025-08',
		shape: {
			...GPT_OSS,
			layers: 24,
			window: { layers: 12, size: 128 },
			experts: { total: 32, active: 4, shared: 0, hidden: 2880, denseLayers: 0 },
		},
		published: '20.9B, 3.6B active',
		source: OSS_SOURCE,
	},
	{
		id: 'gpt-oss-120b',
		name: 'gpt-oss-120b',
		released: '2025-08',
		shape: {
			...GPT_OSS,
			layers: 36,
			window: { layers: 18, size: 128 },
			experts: { total: 128, active: 4, shared: 0, hidden: 2880, denseLayers: 0 },
		},
		published: '117B, 5.1B active',
		source: OSS_SOURCE,
	},
	{
		id: 'minimax-m2',
		name: 'MiniMax M2',
		released: '2025-10',
		shape: {
			...COMMON,
			layers: 62,
			width: 3072,
			heads: 48,
			attention: heads(8),
			queryKeyNorm: 'width',
			hidden: 1536,
			experts: { total: 256, active: 8, shared: 0, hidden: 1536, denseLayers: 0 },
			vocabulary: 200_064,
			context: 196_608,
		},
		published: '230B, 10B active',
		source: slime('minimax-m2'),
	},
	{
		id: 'olmo3-32b',
		name: 'OLMo 3 32B',
		released: '2025-11',
		shape: {
			...OLMO,
			layers: 64,
			width: 5120,
			heads: 40,
			attention: heads(8),
			window: { layers: 48, size: 4096 },
			hidden: 27_648,
			context: 65_536,
		},
		published: '32B',
		source: OLMO_CORE,
	},
];

/** @throws when no model has this id: a mistake in the page */
export function modelById(id: string): Model {
	const found = MODELS.find((model) => model.id === id);
	if (!found) throw new Error(`No model "${id}" in architecture-models.ts.`);
	return found;
}
