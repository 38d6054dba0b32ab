/** Puts our backend on the given device under the name `webgpu`, so that all of tfjs's kernels for WebGPU apply to it. */
import * as tf from '@tensorflow/tfjs';
import { registerAddNInGroups } from '../webgpu/add-n.ts';
import { registerOwnMatMul } from '../webgpu/batch-matmul.ts';
import { GraphBackend } from './graph-backend.ts';
import { countMemory } from './memory-in-use.ts';

/** The backend is made anew; tensors of an earlier one are lost. Make it current with tf.setBackend('webgpu'). */
export function registerGraphBackend(device: GPUDevice, info: GPUAdapterInfo): GraphBackend {
	if (tf.findBackendFactory('webgpu') !== null && tf.findBackendFactory('webgpu') !== undefined) tf.removeBackend('webgpu');
	// Small scalars stay on the GPU: on the processor, an optimiser's running powers would be frozen into a recording.
	tf.env().set('WEBGPU_CPU_FORWARD', false);
	countMemory(device);
	const backend = new GraphBackend(device, info);
	tf.registerBackend('webgpu', () => backend, 10);
	registerAddNInGroups();
	registerOwnMatMul();
	return backend;
}
