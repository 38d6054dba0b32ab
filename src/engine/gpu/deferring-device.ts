import type { DeferredPipeline } from './internals.ts';

/** Stands in for the device while recording: same shaders, but each pipeline is a promise that compiles beside the others. */
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
	// tfjs asks the device for these two while it makes a command.
	return {
		limits: device.limits,
		features: device.features,
		createShaderModule: device.createShaderModule.bind(device),
		createComputePipeline,
	} as unknown as GPUDevice;
}
