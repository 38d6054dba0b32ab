/** How the tests start Chromium: the found binary, with WebGPU on a software adapter and no chatter with the outside. */
import { existsSync } from 'node:fs';

const FOUND = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
	(path) => path && existsSync(path),
);

export const WEBGPU_ARGS = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan'];
export const QUIET_ARGS = [
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-quic',
];

export const chromiumLaunch = {
	...(FOUND ? { executablePath: FOUND } : {}),
	// Chromium refuses to run its own sandbox as root, as in containers.
	args: [...WEBGPU_ARGS, ...QUIET_ARGS, ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
};
