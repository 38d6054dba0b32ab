/**
 * Which backend runs: webgpu, then wasm, then cpu, each only if its gradients agree with the CPU's. Says in words why not a better one.
 * Downloads nothing: WASM is started from bytes that are given.
 */
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import type { Backend } from '#contract/run.ts';
import { requestGpuDevice } from './device.ts';
import { registerGraphBackend } from './gpu/register-backend.ts';
import { agreesWithCpu } from './self-check.ts';
import { registerTransposedMatmul } from './wasm/transposed-matmul.ts';
import { registerUnsortedSegmentSum } from './wasm/unsorted-segment-sum.ts';

export interface BackendRequest {
	/** Backends to try, in order; cpu is always the last. */
	readonly prefer: readonly Backend[];
	/** Bytes of tfjs-backend-wasm's SIMD binary. */
	readonly wasm: ArrayBuffer;
	readonly gpu: GPU | undefined;
	/** Engine and browser, in whatever words tell them from others. */
	readonly engine: string;
	/** `mark` of a graphics processor that passed the self-check before; it is not checked again. */
	readonly proven: string;
	/** Called at most once, and only while WebGPU is the backend. */
	readonly onGpuFault: (fault: GpuFault) => void;
}

export interface GpuFault {
	/** `refused`: the device did not run a command as it was given, so what it computes from here on is not to be believed. */
	readonly kind: 'lost' | 'out-of-memory' | 'refused';
	readonly message: string;
}

/** A GPU process that hangs answers nothing, not even no. A slow one answers late but goes on: only silence counts. */
const SILENCE_MS = 20_000;

export interface ChosenBackend {
	readonly backend: Backend;
	readonly adapter: string;
	/** Why not a better backend; empty when it is the first choice of all, WebGPU. */
	readonly reason: string;
	/** `remembered`: passed before. */
	readonly selfCheck: 'passed' | 'remembered' | 'fell-back';
	/** Engine, browser and graphics adapter; '' where the processor computes. */
	readonly mark: string;
}

/** Name of the adapter, or why the backend cannot run. */
type Opened = { readonly adapter: string; readonly info?: GPUAdapterInfo } | { readonly reason: string };

export async function chooseBackend(request: BackendRequest): Promise<ChosenBackend> {
	const reasons = request.prefer.includes('webgpu') ? [] : ['WebGPU was not asked for'];
	let hasFallenBack = false;
	for (const backend of [...request.prefer.filter((name) => name !== 'cpu'), 'cpu'] as const) {
		const opened = await open(backend, request).catch((error: unknown) => ({
			reason: `${titleOf(backend)} did not start (${error instanceof Error ? error.message.slice(0, 150) : 'no reason given'})`,
		}));
		if ('reason' in opened) {
			reasons.push(opened.reason);
			continue;
		}
		const mark = markOf(request.engine, opened.info);
		const isRemembered = mark !== '' && mark === request.proven;
		const check = backend === 'cpu' || isRemembered ? 'agrees' : await selfCheckOf(backend);
		if (check === 'agrees') {
			await tf.setBackend(backend);
			const selfCheck = hasFallenBack ? 'fell-back' : isRemembered ? 'remembered' : 'passed';
			return { backend, adapter: opened.adapter, reason: sentences(reasons), selfCheck, mark };
		}
		hasFallenBack = true;
		reasons.push(`${titleOf(backend)} ${check}`);
	}
	throw new Error('The CPU backend is not registered.');
}

function markOf(engine: string, info?: GPUAdapterInfo): string {
	if (info === undefined) return '';
	return [engine, info.vendor, info.architecture, info.device, info.description].join(' ').slice(0, 1_000);
}

/** `agrees`, or what the backend did instead. */
async function selfCheckOf(backend: Backend): Promise<string> {
	return unlessSilent(
		(onAnswer) =>
			agreesWithCpu(backend, onAnswer).then(
				(agrees) => (agrees ? 'agrees' : 'gave other gradients than the processor in the self-check'),
				() => 'failed in the self-check',
			),
		`was silent for ${SILENCE_MS / 1_000} seconds of its self-check`,
	);
}

async function open(backend: Backend, request: BackendRequest): Promise<Opened> {
	if (backend === 'webgpu') return openWebGpu(request);
	if (backend === 'wasm') return openWasm(request.wasm);
	return { adapter: 'Processor, plain JavaScript' };
}

/** Registered under the name `webgpu`, so that all of tfjs's kernels for it apply, but on our own device. */
async function openWebGpu({ gpu, onGpuFault }: BackendRequest): Promise<Opened> {
	const found = await unlessSilent(() => requestGpuDevice(gpu), { reason: 'The graphics processor did not answer' });
	if ('reason' in found) return found;
	registerGraphBackend(found.device, found.info);
	watchDevice(found.device, onGpuFault);
	if (!(await tf.setBackend('webgpu'))) return { reason: 'WebGPU did not start' };
	return { adapter: found.name, info: found.info };
}

/** tfjs does not look: without this a refused command would read as zeros. */
function watchDevice(device: GPUDevice, onGpuFault: BackendRequest['onGpuFault']): void {
	let isReported = false;
	const report = (fault: GpuFault): void => {
		if (isReported || tf.getBackend() !== 'webgpu') return;
		isReported = true;
		onGpuFault(fault);
	};
	void device.lost.then(({ message }) => report({ kind: 'lost', message }));
	device.addEventListener('uncapturederror', ({ error }) =>
		report({ kind: error instanceof GPUOutOfMemoryError ? 'out-of-memory' : 'refused', message: error.message }),
	);
}

/** What `work` ends as, or `otherwise` once it was silent for too long; each call of the function given to it is a sign of life. */
async function unlessSilent<T>(work: (onAnswer: () => void) => Promise<T>, otherwise: T): Promise<T> {
	let timer: ReturnType<typeof setTimeout> | undefined;
	let giveUp = (): void => {};
	const silence = new Promise<T>((resolve) => {
		giveUp = () => resolve(otherwise);
	});
	const listen = (): void => {
		clearTimeout(timer);
		timer = setTimeout(giveUp, SILENCE_MS);
	};
	listen();
	return Promise.race([work(listen), silence]).finally(() => clearTimeout(timer));
}

/** tfjs wants an address for each of its binaries, though one is loaded. */
const WASM_NAMES = ['tfjs-backend-wasm.wasm', 'tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm-threaded-simd.wasm'];

/** tfjs fetches its binary by name; the name is answered with the given bytes. */
async function openWasm(bytes: ArrayBuffer): Promise<Opened> {
	if (!(await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT'))) return { reason: 'WebAssembly has no SIMD in this browser' };
	tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
	setWasmPaths(Object.fromEntries(WASM_NAMES.map((name) => [name, name])), true);
	tf.env().platform.fetch = async () => new Response(bytes, { headers: { 'content-type': 'application/wasm' } });
	registerUnsortedSegmentSum();
	registerTransposedMatmul();
	if (!(await tf.setBackend('wasm'))) return { reason: 'WebAssembly did not start' };
	return { adapter: 'Processor, WebAssembly' };
}

function titleOf(backend: Backend): string {
	return { webgpu: 'WebGPU', wasm: 'WebAssembly', cpu: 'The processor' }[backend];
}

function sentences(reasons: readonly string[]): string {
	return reasons
		.map((reason) => `${reason}.`)
		.join(' ')
		.slice(0, 500);
}
