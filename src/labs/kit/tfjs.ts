/**
 * The module `@tensorflow/tfjs` as every lab sees it: tfjs-core 4.22 with all gradients and chained methods, no layers, no data, no backend.
 * Whoever runs it chooses and registers the backend. In plain Node load src/grading/resolve-hooks.ts first.
 */
import { chainOps } from './chain-ops.ts';
// After the core: in Node the gradients are ES modules beside the CommonJS core, and the engine must be the core's.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';

chainOps();

export * from '@tensorflow/tfjs-core';
// Named, so that it goes before the core's.
export { logSigmoid } from './log-sigmoid.ts';
