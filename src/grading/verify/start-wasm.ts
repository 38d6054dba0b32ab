/** Makes WASM the backend in a Node process, with the kernels that it lacks. */
import { join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerTransposedMatmul } from '#engine/wasm/transposed-matmul.ts';
import { registerUnsortedSegmentSum } from '#engine/wasm/unsorted-segment-sum.ts';
import { wasmFolder } from './wasm-folder.ts';

export async function startWasm(folder = wasmFolder()): Promise<void> {
	setWasmPaths(join(folder, '/'));
	registerUnsortedSegmentSum();
	registerTransposedMatmul();
	if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend of tfjs does not start in this Node process.');
	await tf.ready();
}
