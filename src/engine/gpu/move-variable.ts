/** Where a variable lies on the device, changed without changing its value for anybody who looks. */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from './graph-backend.ts';

/** Gives the variable this place on the device; what lies there is its value. */
export function moveVariable(backend: GraphBackend, variable: tf.Variable, buffer: GPUBuffer, offset: number, isExternal: boolean): void {
	const place = backend.viewOf(buffer, offset, variable.shape, variable.dtype);
	backend.tensorMap.get(place.dataId).external = isExternal;
	const tensor = tf.engine().makeTensorFromTensorInfo(place, tf.backend());
	variable.assign(tensor);
	tensor.dispose();
}

/**
 * Where others hold the variable's data too (a clone kept from an earlier step), they get a copy of their own: what follows changes the
 * variable in place.
 */
export function detachVariable(backend: GraphBackend, variable: tf.Variable): void {
	const data = backend.tensorMap.get(variable.dataId);
	if (data.refCount <= 1 || !(data.resource instanceof GPUBuffer)) return;
	const { resource, offset = 0, external = false } = data;
	const copy = backend.makeTensorInfo(variable.shape, variable.dtype);
	backend.copy(variable, copy);
	backend.flush();
	const copied = backend.tensorMap.get(copy.dataId);
	Object.assign(data, { resource: copied.resource, offset: 0, external: false });
	// Its buffer has gone over to the clones.
	copied.resource = null;
	backend.disposeData(copy.dataId);
	moveVariable(backend, variable, resource, offset, external);
}

/** Takes a variable out of a shared buffer that is about to go. */
export function settleVariable(backend: GraphBackend, variable: tf.Variable): void {
	const { refCount } = backend.tensorMap.get(variable.dataId);
	const copy = backend.makeTensorInfo(variable.shape, variable.dtype);
	backend.copy(variable, copy);
	backend.flush();
	const tensor = tf.engine().makeTensorFromTensorInfo(copy, tf.backend());
	if (refCount > 1) detachVariable(backend, variable);
	variable.assign(tensor);
	tensor.dispose();
}
