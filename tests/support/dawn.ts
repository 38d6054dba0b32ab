/** Makes our WebGPU backend the current one in a test that runs in Node. `npm test -- engine` starts the tests with a driver. */
import * as tf from '@tensorflow/tfjs';
import { requestGpuDevice } from '#engine/device.ts';
import type { GraphBackend } from '#engine/gpu/graph-backend.ts';
import { registerGraphBackend } from '#engine/gpu/register-backend.ts';
import { openDawn } from '../../scripts/dawn.ts';

/** Commands that the device refused since the start; a test that ends with one has computed nothing. */
export const refused: string[] = [];

/**
 * Workgroup memory starts as it is, not as zeros: the software adapter compiles its zeroing for seconds, and a kernel that leans on it shows.
 * @throws with what to install, when there is no driver
 */
export async function startDawn(): Promise<GraphBackend> {
	const dawn = await openDawn(['disable_workgroup_init']);
	if ('reason' in dawn) throw new Error(dawn.reason);
	const found = await requestGpuDevice(dawn.gpu);
	if ('reason' in found) throw new Error(found.reason);
	found.device.addEventListener('uncapturederror', ({ error }) => refused.push(error.message));
	const backend = registerGraphBackend(found.device, found.info);
	await tf.setBackend('webgpu');
	return backend;
}
