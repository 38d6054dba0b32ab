/**
 * What an engine asks of WebGPU, counted by wrapping the methods of the WebGPU classes in this realm. Also knows every device, so that
 * one can wait for all of them, and hears what a device refuses. A dry realm encodes and validates everything but submits empty lists:
 * counts and JavaScript stay what they are, and a software adapter is spared work that says nothing about a real one.
 */

export interface Counts {
	readonly dispatches: number;
	readonly submits: number;
	readonly passes: number;
	readonly bindGroups: number;
	readonly buffers: number;
	readonly bufferWrites: number;
	readonly copies: number;
	readonly pipelines: number;
	readonly maps: number;
}

export const COUNT_NAMES = [
	'dispatches',
	'submits',
	'passes',
	'bindGroups',
	'buffers',
	'bufferWrites',
	'copies',
	'pipelines',
	'maps',
] as const satisfies readonly (keyof Counts)[];

const counts: Record<keyof Counts, number> = {
	dispatches: 0,
	submits: 0,
	passes: 0,
	bindGroups: 0,
	buffers: 0,
	bufferWrites: 0,
	copies: 0,
	pipelines: 0,
	maps: 0,
};
const devices = new Set<GPUDevice>();
const refused: string[] = [];
const sizes = new Map<GPUBuffer, number>();
let liveBytes = 0;
let isDry = false;
let [firstSubmit, lastSubmit] = [Number.NaN, Number.NaN];

export function readCounts(): Counts {
	return { ...counts };
}

export function resetCounts(): void {
	for (const name of COUNT_NAMES) counts[name] = 0;
	[firstSubmit, lastSubmit] = [Number.NaN, Number.NaN];
}

/** From the first submit since the last reset to the last one: JavaScript time, where they come from one loop. */
export function submitSpanMs(): number {
	return Number.isNaN(firstSubmit) ? 0 : lastSubmit - firstSubmit;
}

/** Sum of the sizes of buffers made and not destroyed. Buffers left to the garbage collector count as live. */
export function gpuBytes(): number {
	return liveBytes;
}

export function refusedCommands(): readonly string[] {
	return refused;
}

export function setDry(dry: boolean): void {
	isDry = dry;
}

export async function allDevicesIdle(): Promise<void> {
	await Promise.all([...devices].map((device) => device.queue.onSubmittedWorkDone()));
}

type Method = (...args: never[]) => unknown;

/** `around` gets the call and does what the method did. */
function wrap<Args extends unknown[], Result>(
	owner: { readonly prototype: object },
	name: string,
	around: (call: (...args: Args) => Result, args: Args, self: unknown) => Result,
): void {
	const original: unknown = Reflect.get(owner.prototype, name);
	if (typeof original !== 'function') return;
	// The caller names the types of a method that WebGPU's own declarations give.
	const method = original as Method as (...args: Args) => Result;
	Object.defineProperty(owner.prototype, name, {
		configurable: true,
		writable: true,
		value(this: unknown, ...args: Args): Result {
			return around((...given) => method.apply(this, given), args, this);
		},
	});
}

function count(owner: { readonly prototype: object }, name: string, counter: keyof Counts): void {
	wrap(owner, name, (call, args) => {
		counts[counter] += 1;
		return call(...args);
	});
}

/** Once a realm, before the engine opens its device. */
export function installCounters(): void {
	count(GPUComputePassEncoder, 'dispatchWorkgroups', 'dispatches');
	count(GPUComputePassEncoder, 'dispatchWorkgroupsIndirect', 'dispatches');
	count(GPUCommandEncoder, 'beginComputePass', 'passes');
	count(GPUCommandEncoder, 'copyBufferToBuffer', 'copies');
	count(GPUQueue, 'writeBuffer', 'bufferWrites');
	count(GPUDevice, 'createBindGroup', 'bindGroups');
	count(GPUDevice, 'createComputePipeline', 'pipelines');
	count(GPUDevice, 'createComputePipelineAsync', 'pipelines');
	count(GPUBuffer, 'mapAsync', 'maps');
	wrap<[GPUCommandBuffer[]], void>(GPUQueue, 'submit', (call, [lists]) => {
		counts.submits += 1;
		lastSubmit = performance.now();
		if (Number.isNaN(firstSubmit)) firstSubmit = lastSubmit;
		call(isDry ? [] : lists);
	});
	watchBuffers();
	wrap<[GPUDeviceDescriptor?], Promise<GPUDevice>>(GPUAdapter, 'requestDevice', async (call, args) => {
		const device = await call(...args);
		devices.add(device);
		device.addEventListener('uncapturederror', ({ error }) => refused.push(error.message));
		return device;
	});
}

function watchBuffers(): void {
	wrap<[GPUBufferDescriptor], GPUBuffer>(GPUDevice, 'createBuffer', (call, [descriptor]) => {
		counts.buffers += 1;
		const buffer = call(descriptor);
		sizes.set(buffer, descriptor.size);
		liveBytes += descriptor.size;
		return buffer;
	});
	wrap<[], undefined>(GPUBuffer, 'destroy', (call, _, self) => {
		// `self` is the buffer that destroy was called on.
		const buffer = self as GPUBuffer;
		liveBytes -= sizes.get(buffer) ?? 0;
		sizes.delete(buffer);
		return call();
	});
}
