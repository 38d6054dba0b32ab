/** What the engine says of itself, in words: where a step runs, how, and what it costs. */
import type { Backend, EngineStatus, FromWorker } from '#contract/run.ts';
import { quantity } from './quantity.ts';

type Ready = Pick<Extract<FromWorker, { type: 'ready' }>, 'backend' | 'adapter'>;

const BACKENDS = { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'processor' } as const satisfies Record<Backend, string>;

/** "WebGPU (SwiftShader, software)". */
export function describePlace(ready: Ready | null, backend: Backend | null): string {
	if (ready === null) return backend === null ? 'starting' : BACKENDS[backend];
	const adapter = ready.adapter.replace(/ \((.*)\)$/, ', $1');
	return adapter === '' ? BACKENDS[ready.backend] : `${BACKENDS[ready.backend]} (${adapter})`;
}

const MODES = {
	recording: {
		short: 'recording',
		long: 'Recording: the first steps run as they are written, and what they ask of the GPU is written down.',
	},
	replayed: { short: 'replayed', long: 'Replayed: the recorded step runs, its JavaScript does not.' },
	refilled: {
		short: 'replayed with new numbers',
		long: 'Replayed with new numbers: the recorded step runs, and its JavaScript too, for the numbers that change.',
	},
	eager: { short: 'as written', long: 'As written: every step runs its JavaScript and sends its commands one by one.' },
} as const satisfies Record<EngineStatus['mode'], { readonly short: string; readonly long: string }>;

const ON_PROCESSOR = { short: 'as written', long: 'As written: every step runs on the processor, JavaScript and arithmetic.' };

/** Outside WebGPU nothing is recorded, so nothing needs to be told. */
export function modeOf(status: EngineStatus | undefined, backend: Backend | null): { readonly short: string; readonly long: string } {
	if (backend !== null && backend !== 'webgpu') return ON_PROCESSOR;
	if (status !== undefined) return MODES[status.mode];
	return { short: 'waiting', long: 'The engine says how it runs the step once the first one is done.' };
}

/** Why a step is not replayed, where it could be. */
export function reasonOf(status: EngineStatus | undefined, backend: Backend | null): string | null {
	if (backend !== null && backend !== 'webgpu') return null;
	const isWorth = status !== undefined && (status.mode === 'eager' || status.mode === 'refilled') && status.reason !== '';
	return isWorth ? status.reason : null;
}

/** The sentence about memory that grows; null while none does. The first steps make what stays, such as the optimiser's state. */
export function describeLeaked(status: EngineStatus | undefined): string | null {
	if (status === undefined || status.leaked <= 0 || status.mode === 'recording') return null;
	const what = status.leaked === 1 ? 'one tensor' : `${status.leaked.toLocaleString('en')} tensors`;
	return `Each step leaves ${what} behind, so memory grows with the run.`;
}

export interface Fact {
	readonly name: string;
	readonly value: string;
	readonly hint: string;
}

/** Without a GPU only what JavaScript knows. */
export function factsOf(status: EngineStatus, backend: Backend | null): readonly Fact[] {
	const { dispatches, jsMs, gpuMs, gpuBytes, recordingBytes, leaked } = status;
	const gpu: readonly Fact[] = [
		{
			name: 'dispatches a step',
			value: dispatches > 0 ? dispatches.toLocaleString('en') : UNKNOWN,
			hint: 'Commands to the graphics processor.',
		},
		{ name: 'GPU a step', value: gpuMs === undefined ? UNKNOWN : ms(gpuMs), hint: 'From sending a step to its end.' },
		{ name: 'GPU memory', value: quantity(gpuBytes, 'B'), hint: 'Everything the engine holds.' },
		{ name: 'of it the recording', value: quantity(recordingBytes, 'B'), hint: 'What a step works in, without the weights.' },
	];
	return [
		{ name: 'JavaScript a step', value: ms(jsMs), hint: 'Time that the processor spends on a step.' },
		...(backend === null || backend === 'webgpu' ? gpu : []),
		{ name: 'left behind a step', value: `${leaked}`, hint: 'Tensors. Above 0, memory grows.' },
	];
}

const UNKNOWN = 'not measured';

function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ms`;
}
