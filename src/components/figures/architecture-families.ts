/** What the models of one family have in common, and where their shapes were read. */
import type { HeadAttention, LatentAttention } from './architecture.ts';

export const heads = (keyHeads: number, headDim = 128): HeadAttention => ({ kind: 'heads', keyHeads, headDim });
const LATENT: LatentAttention = { kind: 'latent', queryRank: 1536, keyRank: 512, plain: 128, rotated: 64, value: 128 };

/** What most models since 2023 share; each row below says where it differs. */
export const COMMON = {
	window: null,
	norm: 'RMSNorm',
	place: 'before',
	queryKeyNorm: 'none',
	biases: 'none',
	positions: 'rotary',
	mlp: 'SwiGLU',
	experts: null,
	hasSinks: false,
	isTied: false,
} as const;

export const GPT2 = {
	...COMMON,
	norm: 'LayerNorm',
	biases: 'all',
	positions: 'learned',
	mlp: 'GELU',
	isTied: true,
	vocabulary: 50_257,
	context: 1024,
} as const;
export const OLMO = { ...COMMON, place: 'after', queryKeyNorm: 'width', vocabulary: 100_352 } as const;
export const QWEN3 = { ...COMMON, queryKeyNorm: 'head', vocabulary: 151_936, context: 32_768 } as const;
export const GPT_OSS = {
	...COMMON,
	biases: 'all',
	hasSinks: true,
	width: 2880,
	heads: 64,
	attention: heads(8, 64),
	hidden: 2880,
	vocabulary: 201_088,
	context: 131_072,
} as const;
export const DEEPSEEK = { ...COMMON, layers: 61, width: 7168, attention: LATENT, hidden: 18_432, context: 131_072 } as const;
export const GLM = { ...COMMON, heads: 96, attention: heads(8), biases: 'qkv', vocabulary: 151_552, context: 131_072 } as const;

const SLIME = 'https://github.com/THUDM/slime/tree/main/scripts/models';
export const OLMO_CORE = {
	text: 'allenai/OLMo-core: transformer/config.py',
	href: 'https://github.com/allenai/OLMo-core/blob/main/src/olmo_core/nn/transformer/config.py',
};
export const GPT2_SOURCE = { text: 'openai/gpt-2: src/model.py and the released hparams', href: 'https://github.com/openai/gpt-2' };
export const OSS_SOURCE = { text: 'openai/gpt-oss: torch/model.py and README', href: 'https://github.com/openai/gpt-oss' };
export const slime = (file: string) => ({ text: `THUDM/slime: scripts/models, ${file}`, href: SLIME });
