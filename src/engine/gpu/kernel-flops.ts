/** How many additions and multiplications a kernel of tfjs makes; kernels of ours say it themselves. */
import type { TensorInfo } from '@tensorflow/tfjs';
import { kernelName } from '../graph/trace.ts';
import type { Program } from './internals.ts';

/** Kernels that move numbers and compute none. */
const MOVES = /^(slice|stridedSlice|transpose|fill|gather|concat|tile|onehot|pad|reverse|broadcast|select)/;

/** Counted for matrix products; none for what only moves; one operation an element for the rest. */
export function flopsOf(program: Program, inputs: TensorInfo[], size: number): number {
	if (MOVES.test(program.shaderKey)) return 0;
	const inner = /^matMul/i.test(kernelName(program.shaderKey)) ? (inputs[0]?.shape.at(-1) ?? 1) : 0;
	return inner > 0 ? 2 * size * inner : size;
}
