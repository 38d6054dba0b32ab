/** The lab worker as a learner meets it: which backend, what it refuses to reach, how it ends, whose fault it says. */
import { readFileSync } from 'node:fs';
import { chromium, expect, type Page, test } from '@playwright/test';
import { ALLOWED_NAVIGATOR, isAllowedGlobal } from '#worker/scrub-globals.ts';
import { chromiumWithoutGpu } from '../support/chromium.ts';
import { find, type Order, type Told, tell as tellPage } from './run-in-page.ts';
import { serveWorker, type WorkerServer } from './serve-worker.ts';

const lab = (file: string): string => readFileSync(new URL(`../../src/labs/causal-attention/${file}`, import.meta.url), 'utf8');
const SOLUTION = lab('solution.ts');
const STARTER = lab('starter.ts');

/** The device is destroyed under the first check. */
const LOSES_DEVICE = `import * as tf from '@tensorflow/tfjs';\n${SOLUTION.replace('{', '{\n\t(tf.backend() as any).device.destroy();')}`;

let server: WorkerServer;
let page: Page;

test.beforeAll(async () => {
	server = await serveWorker();
});
test.afterAll(() => server.close());
test.beforeEach(async ({ page: fresh }) => {
	page = fresh;
	await page.goto(server.origin);
});

const tell = (order: Order): Promise<Told> => tellPage(page, order);

test('the solution passes every public check on WebGPU, self-checked', async () => {
	const told = await tell({ code: SOLUTION, isFirstVisit: true });

	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'ready')[0]).toMatchObject({ backend: 'webgpu', reason: '', selfCheck: 'passed' });
	expect(find(told, 'ready')[0]?.adapter).toContain('software');
	expect(find(told, 'check').filter(({ result }) => result.outcome === 'fail')).toEqual([]);
	expect(find(told, 'check').length).toBeGreaterThan(3);
	expect(told.states).toEqual(['starting', 'running', 'done']);
});

test('what passed the self-check is not asked again, until its device fails', async () => {
	const again = await tell({ code: SOLUTION });
	expect(find(again, 'ready')[0]).toMatchObject({ backend: 'webgpu', selfCheck: 'remembered' });
	expect(find(again, 'check').filter(({ result }) => result.outcome === 'fail')).toEqual([]);

	const lost = await tell({ code: LOSES_DEVICE });
	expect(find(lost, 'failed')[0]).toMatchObject({ whose: 'device' });
	expect(await page.evaluate(() => localStorage.getItem('self-check'))).toBeNull();
});

for (const backend of ['wasm', 'cpu']) {
	test(`the solution passes on ${backend}, and the page is told why not WebGPU`, async () => {
		const told = await tell({ code: SOLUTION, prefer: [backend] });

		expect(find(told, 'ready')[0]).toMatchObject({ backend, selfCheck: 'passed', reason: 'WebGPU was not asked for.' });
		expect(find(told, 'check').filter(({ result }) => result.outcome === 'fail')).toEqual([]);
		expect(told.states.at(-1)).toBe('done');
	});
}

test('the starter fails with a diagnosis', async () => {
	const told = await tell({ code: STARTER, prefer: ['wasm'] });

	expect(find(told, 'check').some(({ result }) => result.outcome === 'fail' && result.diagnosis !== undefined)).toBe(true);
	expect(find(told, 'failed')).toEqual([]);
});

test('A10: an endless loop is stopped within a second', async () => {
	const told = await tell({ code: 'export function causalAttention() { for (;;); }', prefer: ['cpu'], stopAfterMs: 300 });

	expect(told.states.at(-1)).toBe('stopped');
	expect(told.stopMs).toBeLessThan(1_000);
});

test('an endless loop at the top of the file is stopped too', async () => {
	const told = await tell({ code: 'for (;;);', prefer: ['cpu'], stopAfterMs: 300 });

	expect(told.states.at(-1)).toBe('stopped');
	expect(told.stopMs).toBeLessThan(1_000);
});

test('a thrown error names the line of the learner', async () => {
	const code =
		"import * as tf from '@tensorflow/tfjs';\ntype X = number;\n\nfunction boom(): never {\n\tthrow new RangeError('too far');\n}\nboom();\nexport const x: X = tf.scalar(1).size;\n";
	const told = await tell({ code, prefer: ['cpu'] });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', kind: 'RangeError', message: 'too far', line: 5 });
	expect(told.states.at(-1)).toBe('failed');
});

test('a syntax error has line and column and starts no worker', async () => {
	const told = await tell({ code: 'export const a = 1;\nexport const b = = 2;\n' });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', kind: 'SyntaxError', line: 2 });
	expect(find(told, 'ready')).toEqual([]);
});

test('an import that the lab does not offer is refused by name', async () => {
	const told = await tell({ code: "import { gelu } from 'gradus';\nexport const causalAttention = gelu;", prefer: ['cpu'] });

	expect(find(told, 'failed')[0]).toMatchObject({ whose: 'learner', kind: 'RefusedImport' });
	expect(find(told, 'failed')[0]?.message).toContain('"gradus"');
});

test('a flood of console lines does not end a run', async () => {
	const told = await tell({ code: `for (let i = 0; i < 10000; i++) console.log('line', i);\n${SOLUTION}`, prefer: ['cpu'] });

	expect(told.states.at(-1)).toBe('done');
	expect(find(told, 'log').length).toBeLessThan(200);
});

/** What GRADING's attack list tries; each line is run as learner code and must end in "blocked". */
const DOORS = {
	fetch: "await fetch('/stolen')",
	XMLHttpRequest: "new XMLHttpRequest().open('GET', '/stolen')",
	WebSocket: "new WebSocket('ws://127.0.0.1/stolen')",
	EventSource: "new EventSource('/stolen')",
	importScripts: "importScripts('/stolen')",
	indexedDB: "indexedDB.open('x')",
	caches: "await caches.open('x')",
	BroadcastChannel: "new BroadcastChannel('x')",
	'nested Worker': "new Worker('/stolen')",
	OPFS: 'await navigator.storage.getDirectory()',
	locks: "await navigator.locks.request('x', () => 1)",
	storageBuckets: "await navigator.storageBuckets.open('x')",
	'dynamic import': 'await new Function(\'return import("/stolen")\')()',
	postMessage: "postMessage({ type: 'heartbeat' })",
	MessageChannel: 'new MessageChannel()',
	WebAssembly: 'new WebAssembly.Memory({ initial: 1 })',
	SharedArrayBuffer: 'new SharedArrayBuffer(1)',
	WebTransport: "new WebTransport('https://127.0.0.1/stolen')",
	FontFace: "await new FontFace('x', 'url(/stolen)').load()",
	'importScripts of data': "importScripts('data:text/javascript,0')",
	'Worker of a blob': "new Worker(URL.createObjectURL(new Blob(['0'])))",
	SharedWorker: "new SharedWorker('/stolen')",
	'service worker': "await navigator.serviceWorker.register('/stolen')",
	sendBeacon: "navigator.sendBeacon('/stolen')",
	RTCPeerConnection: 'new RTCPeerConnection()',
	cookieStore: "await cookieStore.get('x')",
	localStorage: 'localStorage.length',
	document: 'document.cookie',
	Notification: 'Notification.permission',
	'file system': 'new FileReaderSync()',
	'a realm through a frame': "new Function('return this.fetch.constructor')()",
	'the prototype of the scope': 'Object.getPrototypeOf(globalThis).postMessage.call(globalThis, 1)',
};

test('A9: no door to the network, storage or another realm is open', async () => {
	const tries = Object.entries(DOORS).map(([name, code]) => `try { ${code}; open.push(${JSON.stringify(name)}); } catch {}`);
	const code = `export async function causalAttention() { const open: string[] = []; ${tries.join('\n')}\n throw new Error('open: ' + open.join()); }`;
	const told = await tell({ code, prefer: ['cpu'] });

	const said = find(told, 'check').map(({ result }) => result.message);
	expect(said.some((message) => message.includes('open: '))).toBe(true);
	expect(said.filter((message) => /open: ./.test(message))).toEqual([]);
	expect(server.requests.filter((path) => path.includes('stolen'))).toEqual([]);
});

test('training runs, can be stopped and leaves a snapshot', async () => {
	const told = await tell({ code: SOLUTION, prefer: ['wasm'], train: 'tiny', stopAfterMs: 3_000 });

	expect(find(told, 'failed')).toEqual([]);
	expect(find(told, 'metric').length).toBeGreaterThan(0);
	expect(find(told, 'snapshot').length).toBeGreaterThan(0);
	expect(told.states.at(-1)).toBe('stopped');
	expect(told.stopMs).toBeLessThan(1_000);
});

test('without WebGPU it runs on wasm and says why', async () => {
	const args = [...chromiumWithoutGpu.args, '--disable-gpu', '--disable-features=WebGPU'];
	const plain = await chromium.launch({ ...chromiumWithoutGpu, args });
	try {
		page = await plain.newPage();
		await page.goto(server.origin);
		const told = await tell({ code: SOLUTION });

		expect(find(told, 'ready')[0]).toMatchObject({ backend: 'wasm', selfCheck: 'passed' });
		expect(find(told, 'ready')[0]?.reason).toMatch(/WebGPU|graphics adapter/);
		expect(told.states.at(-1)).toBe('done');
	} finally {
		await plain.close();
	}
});

for (const [name, kind] of [
	['flooding', 'message-flood'],
	['rude', 'bad-message'],
] as const) {
	test(`A10: a ${name} worker is ended and the page says so`, async () => {
		const told = await tell({ code: SOLUTION, workerUrl: `/${name}-worker.js` });

		expect(find(told, 'failed')[0]).toMatchObject({ kind });
		expect(told.states.at(-1)).toBe('failed');
		expect(told.messages.length).toBeLessThan(250);
	});
}

/** Prints every name that learner code can reach on an object, a few to a line. */
const PRINT_NAMES = `
function print(label: string, object: object): void {
	const names = new Set<string>();
	for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) for (const name of Object.getOwnPropertyNames(at)) names.add(name);
	const all = [...names];
	for (let i = 0; i < all.length; i += 30) console.log(label + ' ' + all.slice(i, i + 30).join(' '));
}
print('global', globalThis);
print('navigator', navigator);
export function causalAttention() {}
`;

test('A9: learner code sees no global that is not on the list', async () => {
	const told = await tell({ code: PRINT_NAMES, prefer: ['cpu'] });
	const seen = (label: string): string[] =>
		find(told, 'log').flatMap(({ text }) => (text.startsWith(`${label} `) ? text.split(' ').slice(1) : []));

	expect(seen('global')).toContain('Object');
	expect(seen('navigator')).toContain('gpu');
	expect(seen('global').filter((name) => !isAllowedGlobal(name) && !['TEMPORARY', 'PERSISTENT'].includes(name))).toEqual([]);
	expect(seen('navigator').filter((name) => !ALLOWED_NAVIGATOR.has(name))).toEqual([]);
});

test('the gradient of gather is the same on every backend', async () => {
	const code = `import * as tf from '@tensorflow/tfjs';
const grad = tf.grad((table) => tf.gather(table, tf.tensor1d([2, 0, 2], 'int32')).mul(tf.tensor2d([[1, 2], [3, 4], [5, 6]])).sum())(tf.ones([4, 2]));
export async function causalAttention() { console.log('gradient ' + Array.from(await grad.data()).join()); }`;
	for (const backend of ['webgpu', 'wasm', 'cpu']) {
		const told = await tell({ code, prefer: [backend] });

		expect(find(told, 'ready')[0]?.backend).toBe(backend);
		expect(find(told, 'log')[0]?.text).toBe('gradient 3,4,0,0,6,8,0,0');
	}
});
