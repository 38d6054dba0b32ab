/**
 * The browser as a place for engines: one Chromium process with a fresh profile, one page, one worker for each engine. Tries the machine's
 * own adapter first; takes the software one when there is no other, or when asked.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from '@playwright/test';
import { QUIET_ARGS, WEBGPU_ARGS, wholeChromium } from '../../tests/support/chromium.ts';
import { adapterReport } from './adapter-report.ts';
import type { AdapterReport, Answers, Order, Realm, Reply, Runtime } from './orders.ts';
import { inTime } from './realm-order.ts';

/** Timestamps in nanoseconds instead of steps of 100 µs; Vulkan without a window. */
const HARDWARE_ARGS = [
	'--enable-unsafe-webgpu',
	'--enable-webgpu-developer-features',
	'--enable-features=Vulkan',
	'--use-angle=vulkan',
	'--disable-vulkan-surface',
	'--ignore-gpu-blocklist',
];

/** A busy machine's GPU process is slow, not hung; and one engine's crash must not take WebGPU from the others. */
const PATIENT_ARGS = ['--disable-gpu-watchdog', '--disable-gpu-process-crash-limit'];

/** @throws with what to install, when no adapter is found */
export async function openChromium(useSoftware: boolean): Promise<Runtime> {
	const server = await serve();
	const opened = (useSoftware ? null : await launch(server, HARDWARE_ARGS)) ?? (await launch(server, WEBGPU_ARGS));
	if (opened === null) {
		server.stop();
		throw new Error('Chromium offers no WebGPU adapter here, not even its software one. Chromium 121 or newer is needed.');
	}
	const { browser, page, adapter } = opened;
	let count = 0;
	let hasCrashed = false;
	page.on('crash', () => {
		hasCrashed = true;
	});
	return {
		name: 'chromium',
		version: `Chromium ${browser.version()}`,
		adapter,
		isAlive: () => browser.isConnected() && !page.isClosed() && !hasCrashed,
		open(bundle) {
			count += 1;
			return openWorker(page, server.add(bundle), count);
		},
		async close() {
			await browser.close();
			server.stop();
		},
	};
}

interface Opened {
	readonly browser: Browser;
	readonly page: Page;
	readonly adapter: AdapterReport;
}

async function launch(server: BundleServer, gpuArgs: readonly string[]): Promise<Opened | null> {
	const others = wholeChromium.args.filter((arg) => !WEBGPU_ARGS.includes(arg) && !QUIET_ARGS.includes(arg));
	const browser = await chromium.launch({ ...wholeChromium, args: [...gpuArgs, ...PATIENT_ARGS, ...QUIET_ARGS, ...others] });
	const page = await browser.newPage();
	await page.goto(server.address);
	const found = await page.evaluate(async () => {
		const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
		if (!adapter) return null;
		const { vendor, architecture, device, description, isFallbackAdapter } = adapter.info;
		return { vendor, architecture, device, description, isFallbackAdapter, features: [...adapter.features].sort() };
	});
	if (found === null) {
		await browser.close();
		return null;
	}
	return { browser, page, adapter: adapterReport(found) };
}

interface BenchWindow {
	readonly workers: Map<number, Worker>;
}

async function openWorker(page: Page, path: string, id: number): Promise<Realm> {
	await page.evaluate(
		([address, key]) => {
			// Set by the page's own script.
			const { workers } = window as unknown as BenchWindow;
			workers.set(key, new Worker(address));
		},
		[path, id] as const,
	);
	const send = (order: Order): Promise<Reply> =>
		page.evaluate(
			([key, message]) =>
				new Promise<Reply>((resolve) => {
					// Set by the page's own script.
					const worker = (window as unknown as BenchWindow).workers.get(key);
					if (worker === undefined) return resolve({ ok: false, reason: 'the worker is gone' });
					worker.onmessage = ({ data }) => resolve(data);
					worker.onerror = (event) => resolve({ ok: false, reason: `the worker failed: ${event.message}` });
					worker.postMessage(message);
				}),
			[id, order] as const,
		);
	return {
		order: <Name extends keyof Answers>(order: Extract<Order, { type: Name }>, withinMs: number) =>
			inTime<Name>(send(order), order.type, withinMs),
		close: () =>
			page.evaluate((key) => {
				// Set by the page's own script.
				const { workers } = window as unknown as BenchWindow;
				workers.get(key)?.terminate();
				workers.delete(key);
			}, id),
	};
}

interface BundleServer {
	readonly address: string;
	/** Address of a script with this text. */
	add(code: string): string;
	stop(): void;
}

/** Isolated from other origins, since only then is the browser's clock finer than 0.1 ms. */
const HEADERS = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };
const PAGE = '<!doctype html><title>bench</title><script>window.workers = new Map();</script>';

async function serve(): Promise<BundleServer> {
	const bundles: string[] = [];
	const server: Server = createServer((request, response) => {
		const at = /^\/(\d+)\.js$/.exec(request.url ?? '')?.[1];
		const code = at === undefined ? undefined : bundles[Number(at)];
		response.writeHead(200, { ...HEADERS, 'content-type': code === undefined ? 'text/html' : 'text/javascript' });
		response.end(code ?? PAGE);
	});
	await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
	// A server on a TCP port has an address with one.
	const { port } = server.address() as AddressInfo;
	return {
		address: `http://127.0.0.1:${port}/`,
		add: (code) => `/${bundles.push(code) - 1}.js`,
		stop: () => void server.close(),
	};
}
