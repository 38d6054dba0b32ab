/** Makes WASM the backend in a Node process: the binary from its package, and the one kernel it lacks. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { registerTransposedMatmul } from '#engine/wasm/transposed-matmul.ts';
import { registerUnsortedSegmentSum } from '#engine/wasm/unsorted-segment-sum.ts';

export async function startWasm(): Promise<void> {
	setWasmPaths(`${join(dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm')))}/`);
	registerUnsortedSegmentSum();
	registerTransposedMatmul();
	if (!(await tf.setBackend('wasm'))) throw new Error('The WASM backend of tfjs does not start in this Node process.');
	await tf.ready();
}
