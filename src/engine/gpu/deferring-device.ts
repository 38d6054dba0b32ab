/** Stands in for the device while a step is recorded: the same in everything, but each pipeline is a promise that compiles beside the others. */
import type { DeferredPipeline } from './internals.ts';

export function deferringDevice(device: GPUDevice): GPUDevice {
	const createComputePipeline = (descriptor: GPUComputePipelineDescriptor): DeferredPipeline => {
		const compiled = device.createComputePipelineAsync(descriptor);
		const deferred: DeferredPipeline = { descriptor, compiled, pipeline: null };
		compiled.then(
			(pipeline) => {
				deferred.pipeline ??= pipeline;
			},
			// Whoever needs the pipeline awaits the same promise and hears why.
			() => undefined,
		);
		return deferred;
	};
	return new Proxy(device, {
		get(target, name) {
			if (name === 'createComputePipeline') return createComputePipeline;
			// A device's own members refuse any other `this`.
			const value: unknown = Reflect.get(target, name, target);
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}
