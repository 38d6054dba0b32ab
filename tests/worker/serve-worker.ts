/** Serves the lab worker, the labs' bundles and the page side of a session, as the site does: the worker under its own policy. */
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { buildLabs } from '../../scripts/build-labs.ts';
import { buildWorker } from '../../scripts/build-worker.ts';

const root = join(import.meta.dirname, '../..');
const WASM = join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm');
const WORKER_POLICY = "default-src 'none'; script-src 'unsafe-eval' 'wasm-unsafe-eval'; connect-src 'none'";

const wasmUrl: Plugin = {
	name: 'wasm-url',
	setup({ onResolve, onLoad }) {
		onResolve({ filter: /\.wasm\?url$/ }, () => ({ path: 'wasm', namespace: 'wasm-url' }));
		onLoad({ filter: /.*/, namespace: 'wasm-url' }, () => ({ contents: "export default '/simd.wasm';" }));
	},
};

/** A worker that learner code took over: it says it is ready and then floods the page. */
const FLOODING = `onmessage = ({ data }) => {
	if (data.type === 'start') postMessage({ type: 'ready', backend: 'cpu', adapter: 'test', reason: 'test', selfCheck: 'passed', mark: '' });
	else for (;;) postMessage({ type: 'log', level: 'log', text: 'x'.repeat(1000) });
};`;
/** A worker that says what the contract does not know. */
const RUDE = FLOODING.replace('for (;;)', '').replace("'log', level", "'pwned', level");

const PAGE = `export { createLabSession } from '#worker/session.ts';
export { labs } from '#labs/index.ts';
export { cutAfter, emptyRun, foldRun } from '#islands/run-store.ts';
export { createTrainingKeeper } from '#islands/training-keeper.ts';
export * as snapshots from '#worker/snapshot-store.ts';`;

export interface WorkerServer {
	readonly origin: string;
	/** Paths asked for, in order. */
	readonly requests: string[];
	close(): Promise<void>;
}

interface Built {
	/** Folder of the worker and the labs. */
	readonly out: string;
	readonly page: string;
}

async function buildAll(): Promise<Built> {
	const out = mkdtempSync(join(tmpdir(), 'gradus-worker-'));
	process.on('exit', () => rmSync(out, { recursive: true, force: true }));
	const [page] = await Promise.all([
		build({
			stdin: { contents: PAGE, resolveDir: root, loader: 'ts' },
			bundle: true,
			format: 'iife',
			globalName: 'gradus',
			write: false,
			plugins: [wasmUrl],
		}),
		buildWorker(out),
		buildLabs(out),
	]);
	return { out, page: page.outputFiles[0]?.text ?? '' };
}

/** Playwright runs the files of this suite one after the other in one process, and none of them changes what is built. */
let built: Promise<Built> | undefined;

export async function serveWorker(): Promise<WorkerServer> {
	built ??= buildAll();
	const { out, page } = await built;
	const requests: string[] = [];
	const server = createServer(async (request, response) => {
		const path = (request.url ?? '/').split('?')[0] ?? '/';
		requests.push(request.url ?? '/');
		const send = (type: string, body: string | Buffer, headers: Record<string, string> = {}): void => {
			response.writeHead(200, { 'content-type': type, ...headers });
			response.end(body);
		};
		const lab = /^\/api\/labs\/([a-z-]+)\/bundle\.js$/.exec(path)?.[1];
		const base = /^\/bases\/([a-z-]+)\.safetensors$/.exec(path)?.[1];
		if (path === '/') send('text/html', '<!doctype html><title>worker</title><script src="/page.js"></script>');
		else if (path === '/page.js') send('text/javascript', page);
		else if (path === '/lab-worker.js')
			send('text/javascript', await readFile(join(out, 'lab-worker.js')), { 'content-security-policy': WORKER_POLICY });
		else if (path === '/flooding-worker.js') send('text/javascript', FLOODING);
		else if (path === '/rude-worker.js') send('text/javascript', RUDE);
		else if (path === '/mute-worker.js') send('text/javascript', 'onmessage = () => {};');
		else if (path === '/simd.wasm') send('application/wasm', await readFile(WASM));
		else if (base !== undefined) send('application/octet-stream', await readFile(join(root, 'public/bases', `${base}.safetensors`)));
		else if (lab !== undefined) send('text/javascript', await readFile(join(out, 'labs', lab, 'public.cjs')));
		else response.writeHead(404).end();
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	// listen on a port gives an address object.
	const { port } = server.address() as AddressInfo;
	return {
		origin: `http://127.0.0.1:${port}`,
		requests,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
