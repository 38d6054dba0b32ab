/**
 * Our own WebGPU device with every feature and limit that kernels can use, and its name in words.
 * Answers with a reason, never an exception, when there is none.
 */

export interface GpuDevice {
	readonly device: GPUDevice;
	readonly info: GPUAdapterInfo;
	/** For example "Radeon 780M" or "SwiftShader (software)". */
	readonly name: string;
}

const FEATURES = ['timestamp-query', 'shader-f16', 'subgroups'] as const;

const LIMITS = [
	'maxBufferSize',
	'maxComputeInvocationsPerWorkgroup',
	'maxComputeWorkgroupSizeX',
	'maxComputeWorkgroupSizeY',
	'maxComputeWorkgroupsPerDimension',
	'maxComputeWorkgroupStorageSize',
	'maxStorageBufferBindingSize',
	'maxStorageBuffersPerShaderStage',
] as const satisfies readonly (keyof GPUSupportedLimits)[];

export async function requestGpuDevice(gpu: GPU | undefined): Promise<GpuDevice | { readonly reason: string }> {
	if (gpu === undefined) return { reason: 'This browser has no WebGPU here' };
	try {
		const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
		if (adapter === null) return { reason: 'The browser offers no graphics adapter for WebGPU' };
		const device = await adapter.requestDevice({
			requiredFeatures: FEATURES.filter((feature) => adapter.features.has(feature)),
			requiredLimits: Object.fromEntries(LIMITS.map((limit) => [limit, adapter.limits[limit]])),
		});
		return { device, info: adapter.info, name: adapterName(adapter.info) };
	} catch (error) {
		return {
			reason: `The graphics adapter refused a device (${error instanceof Error ? error.message.slice(0, 200) : 'no reason given'})`,
		};
	}
}

/** Browsers fill the fields of the adapter's info unevenly; the first that says something is taken. */
export function adapterName(
	info: Pick<GPUAdapterInfo, 'vendor' | 'architecture' | 'device' | 'description' | 'isFallbackAdapter'>,
): string {
	const said = [info.vendor, info.architecture, info.device, info.description].join(' ').toLowerCase();
	if (said.includes('swiftshader')) return 'SwiftShader (software)';
	const isSoftware = info.isFallbackAdapter || /llvmpipe|lavapipe|basic render|warp\b/.test(said);
	const name =
		info.description || info.device || [info.vendor, info.architecture].filter((part) => part !== '').join(' ') || 'graphics adapter';
	return `${name.slice(0, 120)}${isSoftware ? ' (software)' : ''}`;
}
