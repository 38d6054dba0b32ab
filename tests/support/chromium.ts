/** How the tests start Chromium: the found binary, with WebGPU on a software adapter or without any, and no chatter with the outside. */
import { existsSync } from 'node:fs';
import { isNight } from './sample.ts';

const FOUND = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
	(path) => path && existsSync(path),
);

export const WEBGPU_ARGS = [
	'--enable-unsafe-webgpu',
	'--use-webgpu-adapter=swiftshader',
	'--enable-features=Vulkan',
	// Workgroup memory still starts as zeros, but by a loop: SwiftShader unrolls the driver's way of it, and compiles that twice as long.
	'--disable-dawn-features=use_vulkan_zero_initialize_workgroup_memory_extension',
];
export const QUIET_ARGS = [
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-quic',
];

// Chromium refuses to run its own sandbox as root, as in containers.
const BASE_ARGS = [...QUIET_ARGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];

/** The whole browser, as learners have it. */
export const wholeChromium = {
	...(FOUND ? { executablePath: FOUND } : {}),
	args: [...WEBGPU_ARGS, ...BASE_ARGS],
};

/** Debian's, beside its Chromium: the same engine without a window around each page, which takes half of the processor's time. */
const SHELL = '/usr/bin/chromium-headless-shell';
const hasShell = FOUND === '/usr/bin/chromium' && existsSync(SHELL);

/** By day the shell where there is one, by night the whole browser. */
export const chromiumLaunch = hasShell && !isNight ? { ...wholeChromium, executablePath: SHELL } : wholeChromium;

/** A browser in which no page finds a graphics adapter: WASM computes, where a software GPU takes a hundred times as long. */
export const chromiumWithoutGpu = { ...chromiumLaunch, args: BASE_ARGS };
