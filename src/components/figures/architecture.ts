/**
 * Decides what a decoder's shape costs: weights, operations and cache bytes per token, counted from the shapes alone.
 * Refuses to know any model by name (architecture-models.ts does) and to guess what a publication did not say.
 */

/** Keys and values of every head, or of fewer heads that share them. */
export interface HeadAttention {
	readonly kind: 'heads';
	readonly keyHeads: number;
	readonly headDim: number;
}

/** Multi-head latent attention: keys and values come out of one cached vector of `keyRank`, plus `rotated` numbers for the position. */
export interface LatentAttention {
	readonly kind: 'latent';
	readonly queryRank: number;
	readonly keyRank: number;
	/** Numbers of each head's key: without position, with position; and of its value. */
	readonly plain: number;
	readonly rotated: number;
	readonly value: number;
}

export interface Experts {
	readonly total: number;
	/** Chosen for each token, beside `shared`, which every token uses. */
	readonly active: number;
	readonly shared: number;
	readonly hidden: number;
	/** The first layers that keep a dense MLP of `Architecture.hidden`. */
	readonly denseLayers: number;
}

export interface Architecture {
	readonly layers: number;
	readonly width: number;
	readonly heads: number;
	readonly attention: HeadAttention | LatentAttention;
	/** So many layers see only the last `size` tokens; the others see all. */
	readonly window: { readonly layers: number; readonly size: number } | null;
	readonly norm: 'LayerNorm' | 'RMSNorm';
	/** Around a sublayer f: f(norm(x)), norm(f(x)), or both. Always inside the residual branch. */
	readonly place: 'before' | 'after' | 'both';
	/** Norm on queries and keys: none, one gain per number of a head, one per number of the whole projection. */
	readonly queryKeyNorm: 'none' | 'head' | 'width';
	readonly biases: 'all' | 'qkv' | 'none';
	readonly positions: 'learned' | 'rotary';
	readonly mlp: 'GELU' | 'SwiGLU' | 'GeGLU';
	readonly hidden: number;
	readonly experts: Experts | null;
	/** One learned number per head that the softmax may give its weight to. */
	readonly hasSinks: boolean;
	readonly vocabulary: number;
	/** The output head is the embedding again. */
	readonly isTied: boolean;
	/** Tokens that it was released for. */
	readonly context: number;
}

export interface Weights {
	readonly embedding: number;
	readonly positions: number;
	readonly attention: number;
	/** Routers included. */
	readonly mlp: number;
	readonly norms: number;
	/** 0 when tied. */
	readonly head: number;
	readonly total: number;
	/** What multiplies with a token: the head counts, the look-up in the embedding does not, nor do experts that rest. */
	readonly active: number;
	/** The same with the embedding, as many publications count. */
	readonly activeWithEmbedding: number;
}

/** Bytes of a number in the cache: bf16 or fp16. */
const CACHE_BYTES = 2;

function attentionWeights(shape: Architecture): number {
	const { attention, width, heads } = shape;
	if (attention.kind === 'latent') {
		const { queryRank, keyRank, plain, rotated, value } = attention;
		const query = width * queryRank + queryRank + queryRank * heads * (plain + rotated);
		const key = width * (keyRank + rotated) + keyRank + keyRank * heads * (plain + value);
		return query + key + heads * value * width;
	}
	const queries = heads * attention.headDim;
	const keys = attention.keyHeads * attention.headDim;
	const biases = shape.biases === 'none' ? 0 : queries + 2 * keys + (shape.biases === 'all' ? width : 0);
	const gains = { none: 0, head: 2 * attention.headDim, width: queries + keys }[shape.queryKeyNorm];
	return 2 * width * queries + 2 * width * keys + biases + gains + (shape.hasSinks ? heads : 0);
}

/** One MLP with `hidden` numbers inside: two matrices, three when gated. */
function mlpWeights({ mlp, width, biases }: Architecture, hidden: number): number {
	const inward = mlp === 'GELU' ? 1 : 2;
	return (inward + 1) * width * hidden + (biases === 'all' ? inward * hidden + width : 0);
}

function normWeights({ norm, place, width, layers, biases }: Architecture): number {
	const each = norm === 'LayerNorm' && biases === 'all' ? 2 * width : width;
	return (layers * (place === 'both' ? 4 : 2) + 1) * each;
}

/** Weights of all MLPs, when each layer of experts counts `counted` of them. */
function allMlpWeights(shape: Architecture, counted: (experts: Experts) => number): number {
	const { experts, layers, width, biases } = shape;
	if (!experts) return layers * mlpWeights(shape, shape.hidden);
	const router = width * experts.total + (biases === 'all' ? experts.total : 0);
	const layer = router + counted(experts) * mlpWeights(shape, experts.hidden);
	return experts.denseLayers * mlpWeights(shape, shape.hidden) + (layers - experts.denseLayers) * layer;
}

export function countWeights(shape: Architecture): Weights {
	const embedding = shape.vocabulary * shape.width;
	const positions = shape.positions === 'learned' ? shape.context * shape.width : 0;
	const attention = shape.layers * attentionWeights(shape);
	const norms = normWeights(shape);
	const head = shape.isTied ? 0 : embedding;
	const mlp = allMlpWeights(shape, ({ total, shared }) => total + shared);
	const working = allMlpWeights(shape, (experts) => experts.active + experts.shared);
	const active = attention + norms + working + embedding;
	return {
		embedding,
		positions,
		attention,
		mlp,
		norms,
		head,
		total: embedding + positions + attention + mlp + norms + head,
		active,
		activeWithEmbedding: shape.isTied ? active : active + embedding,
	};
}

/** Tokens that all layers together look at when the cache holds `context` of them. */
function visibleTokens({ layers, window }: Architecture, context: number): number {
	if (!window) return layers * context;
	return (layers - window.layers) * context + window.layers * Math.min(window.size, context);
}

/**
 * Operations to predict one more token behind `context` others: two for each weight at work, two for each number of a key that is
 * compared and of a value that is mixed. Norms, softmax and activations are left out: below one percent.
 */
export function flopsPerToken(shape: Architecture, context: number): number {
	const { attention } = shape;
	const perHead = attention.kind === 'latent' ? attention.plain + attention.rotated + attention.value : 2 * attention.headDim;
	return 2 * countWeights(shape).active + 2 * shape.heads * perHead * visibleTokens(shape, context);
}

function cachedNumbers({ attention }: Architecture): number {
	return attention.kind === 'latent' ? attention.keyRank + attention.rotated : 2 * attention.keyHeads * attention.headDim;
}

/** Bytes that one more token adds to the cache while no window is full. */
export function cacheBytesPerToken(shape: Architecture): number {
	return shape.layers * cachedNumbers(shape) * CACHE_BYTES;
}

/** Bytes of the cache behind `context` tokens, one sequence. A layer with a window keeps no more than the window. */
export function cacheBytes(shape: Architecture, context: number): number {
	return visibleTokens(shape, context) * cachedNumbers(shape) * CACHE_BYTES;
}
