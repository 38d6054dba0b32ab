/** Does the GPU still answer? A four-byte copy, awaited for a limited time. A wedged GPU process answers nobody until the browser restarts. */

export async function gpuAnswers(withinMs: number): Promise<boolean> {
	const timeout = new Promise<false>((resolve) => {
		setTimeout(() => resolve(false), withinMs);
	});
	return Promise.race([copyFourBytes().catch(() => false), timeout]);
}

async function copyFourBytes(): Promise<boolean> {
	const adapter = await navigator.gpu?.requestAdapter();
	const device = await adapter?.requestDevice();
	if (device === undefined) return false;
	const buffer = device.createBuffer({ size: 4, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.COPY_DST });
	device.queue.writeBuffer(buffer, 0, new Uint32Array([7]));
	await buffer.mapAsync(GPUMapMode.READ);
	const isRight = new Uint32Array(buffer.getMappedRange())[0] === 7;
	device.destroy();
	return isRight;
}
