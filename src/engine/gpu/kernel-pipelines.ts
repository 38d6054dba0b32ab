/** Compiled shaders of our own kernels, each text once. */
import type { Pipeline } from '../graph/trace.ts';
import { deferringDevice } from './deferring-device.ts';
import { type KernelCall, kernelKey, kernelShader } from './kernel.ts';
import { isDeferred } from './storage.ts';

export class KernelPipelines {
	readonly #device: GPUDevice;
	readonly #known = new Map<string, Pipeline>();

	constructor(device: GPUDevice) {
		this.#device = device;
	}

	/** `maker` is the device, or its stand-in while a step is recorded: then the pipeline compiles beside others. */
	ofKernel(call: KernelCall, maker: GPUDevice): Pipeline {
		return this.#find(kernelKey(call), maker, () => ({ label: call.name, code: kernelShader(call) }));
	}

	ofCode(code: string): Pipeline {
		return this.#find(code, deferringDevice(this.#device), () => ({ code }));
	}

	/** The real pipeline, compiled on the spot where it has to be. */
	compiled(pipeline: Pipeline): GPUComputePipeline {
		if (!isDeferred(pipeline)) return pipeline;
		pipeline.pipeline ??= this.#device.createComputePipeline(pipeline.descriptor);
		return pipeline.pipeline;
	}

	#find(key: string, maker: GPUDevice, shader: () => GPUShaderModuleDescriptor): Pipeline {
		const found = this.#known.get(key);
		if (found !== undefined) return found;
		const module = this.#device.createShaderModule(shader());
		const pipeline = maker.createComputePipeline({ layout: 'auto', compute: { module, entryPoint: 'main' } });
		this.#known.set(key, pipeline);
		return pipeline;
	}
}
