/**
 * WebGPU in Node by Dawn (npm `webgpu`), with the machine's own driver or the software adapter that Chromium ships. No other process is
 * started. Vulkan's loader must be found when the process starts: `vulkanEnv()` gives the variables to start one with.
 */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Folders that hold Chromium's own Vulkan loader and SwiftShader. */
function chromiumFolders(): string[] {
	const binaries = [process.env['CHROME_PATH'], '/usr/lib/chromium/chromium', '/usr/bin/chromium', '/opt/google/chrome/chrome'];
	return binaries.filter((path) => path !== undefined && existsSync(path)).map((path) => dirname(realpathSync(String(path))));
}

/** Environment for a Node process that uses Dawn on Linux; empty elsewhere, where the system has a driver of its own. */
export function vulkanEnv(useSoftware = true): Record<string, string> {
	if (process.platform !== 'linux') return {};
	const folder = chromiumFolders().find((path) => existsSync(join(path, 'vk_swiftshader_icd.json')));
	if (folder === undefined || !useSoftware || process.env['VK_DRIVER_FILES'] !== undefined) return {};
	return {
		VK_DRIVER_FILES: join(folder, 'vk_swiftshader_icd.json'),
		LD_LIBRARY_PATH: [process.env['LD_LIBRARY_PATH'], folder].filter((path) => path !== undefined).join(':'),
	};
}

export type Dawn = { readonly gpu: GPU } | { readonly reason: string };

/** `features` are names of Dawn's toggles. Puts WebGPU's names on the global scope, and `navigator.gpu` where tfjs looks for it. */
export async function openDawn(features: readonly string[] = []): Promise<Dawn> {
	try {
		const { create, globals } = await import('webgpu');
		Object.assign(globalThis, globals);
		const gpu = create(features.length === 0 ? [] : [`enable-dawn-features=${features.join()}`]);
		Object.defineProperty(globalThis.navigator, 'gpu', { value: gpu, configurable: true });
		if ((await gpu.requestAdapter()) !== null) return { gpu };
		return { reason: NO_DRIVER };
	} catch (error) {
		return { reason: `${NO_DRIVER} (${error instanceof Error ? error.message.slice(0, 200) : 'no reason given'})` };
	}
}

const NO_DRIVER =
	'No Vulkan driver was found for WebGPU in Node. Install the driver of your graphics card, or Chromium (Debian: apt-get install chromium), whose software adapter serves; CHROME_PATH names its binary.';
