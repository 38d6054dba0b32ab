/**
 * What the kernels of a recorded step are and what they add up to: by kind, which is told from the name, and by name.
 * Refuses to guess: a name it does not know is "other", and a time that the browser rounded away is no time.
 */
import type { FromWorker, KernelTime } from '#contract/run.ts';

export type KernelStep = Extract<FromWorker, { type: 'kernels' }>;

export type Kind =
	| 'matmul'
	| 'attention'
	| 'experts'
	| 'norm'
	| 'activation'
	| 'loss'
	| 'optimiser'
	| 'elementwise'
	| 'moving data'
	| 'other';

/**
 * The first that fits. A product that ends in something else is a product, so products stand first; gradient norms are the optimiser's, so it
 * stands before the norms. Sums over an axis count as elementwise.
 */
const KINDS: readonly (readonly [Kind, RegExp])[] = [
	['matmul', /matmul|gemm|splitk|conv/i],
	['optimiser', /adam|muon|sgd|momentum|optimi[sz]|grad(ient)?s?norm|clip(by)?norm|newtonschulz/i],
	['loss', /entropy|loss|logsoftmax/i],
	['experts', /^moe|expert|routing|topk/i],
	['attention', /attention|attn|flash|rope|causal/i],
	['activation', /gelu|glu|relu|silu|tanh|sigmoid|softmax/i],
	['norm', /norm/i],
	['moving data', /gather|scatter|embed|segment|slice|concat|transpose|tile|pad|fill|onehot|copy|pack|reverse/i],
	['elementwise', /binary|unary|fused|elementwise|add|mul|bias|clip|cast|dropout|random|seed|reduce|sum|mean|max|cum|select/i],
];

export function kindOf(name: string): Kind {
	return KINDS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'other';
}

/** What some kernels do together. */
export interface Work {
	readonly kind: Kind;
	/** The kernels' name, or their kind where it sums over a kind. */
	readonly name: string;
	readonly kernels: number;
	/** Nanoseconds on the GPU; null where it is not known of each of them. */
	readonly ns: number | null;
	readonly flops: number;
	readonly bytes: number;
}

/** One entry a kind, in the order of their first kernels. */
export function workByKind(kernels: readonly KernelTime[]): readonly Work[] {
	return sumBy(kernels, ({ name }) => kindOf(name));
}

export function workByName(kernels: readonly KernelTime[]): readonly Work[] {
	return sumBy(kernels, ({ name }) => name);
}

function sumBy(kernels: readonly KernelTime[], key: (kernel: KernelTime) => string): readonly Work[] {
	return [...Map.groupBy(kernels, key)].map(([name, members]) => ({ ...sumOf(members), name, kind: kindOf(members[0]?.name ?? '') }));
}

export function sumOf(kernels: readonly KernelTime[]): Omit<Work, 'kind' | 'name'> {
	const sum = (of: (kernel: KernelTime) => number): number => kernels.reduce((total, kernel) => total + of(kernel), 0);
	return {
		kernels: kernels.length,
		ns: kernels.every(({ ns }) => ns !== null) ? sum(({ ns }) => ns ?? 0) : null,
		flops: sum(({ flops }) => flops),
		bytes: sum(({ bytes }) => bytes),
	};
}

/** `rounded`: the browser's clock for the GPU ticks too slowly for these kernels, by `tickNs`. */
export type Timing = { readonly is: 'measured' } | { readonly is: 'none' } | { readonly is: 'rounded'; readonly tickNs: number };

/** Chromium rounds GPU times to 100 µs against timing attacks unless its WebGPU developer features are on. A finer clock than this is a clock. */
const FINE_TICK_NS = 10_000;
/** Kernels that last at least this many ticks on average are told apart. */
const TICKS_A_KERNEL = 4;

export function timingOf(kernels: readonly KernelTime[]): Timing {
	const { ns } = sumOf(kernels);
	if (ns === null || ns <= 0) return { is: 'none' };
	const tickNs = kernels.reduce((tick, kernel) => commonDivisor(tick, Math.round(kernel.ns ?? 0)), 0);
	const isFine = tickNs < FINE_TICK_NS || ns / kernels.length >= TICKS_A_KERNEL * tickNs;
	return isFine ? { is: 'measured' } : { is: 'rounded', tickNs };
}

function commonDivisor(a: number, b: number): number {
	return b === 0 ? a : commonDivisor(b, a % b);
}

/** The step as its drawings take it: times only where they mean something. */
export function withHonestTimes(step: KernelStep): { readonly step: KernelStep; readonly timing: Timing } {
	const timing = timingOf(step.replayed);
	if (timing.is === 'measured') return { step, timing };
	return { step: { ...step, replayed: step.replayed.map((kernel) => ({ ...kernel, ns: null })) }, timing };
}
