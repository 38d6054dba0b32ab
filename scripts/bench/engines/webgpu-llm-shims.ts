/**
 * webgpu-llm wants 16-bit floats and subgroups of exactly 32. Where the adapter has neither, its calls are patched so that it starts: f16
 * becomes f32 in the shaders' text and the subgroup size is given as 32. Its counts are then real and its numbers void. Returns what was
 * patched, in words; empty on an adapter that has it all.
 */

interface SubgroupInfo {
	readonly subgroupMinSize?: number;
	readonly subgroupMaxSize?: number;
}

export async function shimWebgpuLlm(gpu: GPU): Promise<string> {
	const adapter = await gpu.requestAdapter();
	if (adapter === null) throw new Error('No WebGPU adapter was found.');
	// In the specification, not yet in the types.
	const { subgroupMinSize = 32, subgroupMaxSize = 32 } = adapter.info as SubgroupInfo;
	const lacksF16 = !adapter.features.has('shader-f16');
	const isOtherSize = subgroupMinSize !== 32 || subgroupMaxSize !== 32;
	if (lacksF16) replaceF16();
	if (lacksF16 || isOtherSize) pretend(gpu, [...adapter.features, 'shader-f16'], lacksF16);
	const sizeNote = `subgroup size given as 32 (it is ${subgroupMinSize} to ${subgroupMaxSize}): its losses mean nothing here`;
	return [lacksF16 ? 'f16 replaced by f32' : '', isOtherSize ? sizeNote : ''].filter((part) => part !== '').join('; ');
}

/** Every adapter from here on says that it has these features and subgroups of 32. */
function pretend(gpu: GPU, features: readonly string[], lacksF16: boolean): void {
	const requestAdapter = gpu.requestAdapter.bind(gpu);
	const value = async (options?: GPURequestAdapterOptions): Promise<GPUAdapter | null> => {
		const adapter = await requestAdapter(options);
		if (adapter === null) return null;
		const requestDevice = adapter.requestDevice.bind(adapter);
		const { vendor, architecture, device, description } = adapter.info;
		// On the object itself: some implementations keep these on the class, some on each adapter.
		return Object.defineProperties(adapter, {
			features: { value: new Set(features) },
			info: { value: { vendor, architecture, device, description, subgroupMinSize: 32, subgroupMaxSize: 32 } },
			requestDevice: {
				value: (descriptor: GPUDeviceDescriptor = {}) =>
					requestDevice({
						...descriptor,
						requiredFeatures: [...(descriptor.requiredFeatures ?? [])].filter((feature) => !lacksF16 || feature !== 'shader-f16'),
					}),
			},
		});
	};
	Object.defineProperty(gpu, 'requestAdapter', { value, configurable: true });
}

function replaceF16(): void {
	const createShaderModule = GPUDevice.prototype.createShaderModule;
	GPUDevice.prototype.createShaderModule = function (descriptor) {
		const code = descriptor.code.replaceAll('enable f16;', '').replaceAll(/\bf16\b/g, 'f32');
		return createShaderModule.call(this, { ...descriptor, code });
	};
}
