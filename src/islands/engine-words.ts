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

/** Outside WebGPU nothing is recorded, so nothing needs to be told. */
export function modeOf(status: EngineStatus | undefined, backend: Backend | null): { readonly short: string; readonly long: string } {
	if (status !== undefined) return MODES[status.mode];
	if (backend !== null && backend !== 'webgpu') return MODES.eager;
	return { short: 'waiting', long: 'The engine says how it runs the step once the first one is done.' };
}

/** Why a step is not replayed, when that is worth a line of its own. */
export function reasonOf(status: EngineStatus | undefined): string | null {
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

export function factsOf(status: EngineStatus | undefined): readonly Fact[] {
	const say = (of: (known: EngineStatus) => string | undefined): string =>
		status === undefined ? 'not yet' : (of(status) ?? 'not measured');
	return [
		{ name: 'dispatches a step', value: say(countOf), hint: 'Commands to the graphics processor.' },
		{ name: 'JavaScript a step', value: say(({ jsMs }) => ms(jsMs)), hint: 'Time the processor spends before the GPU can begin.' },
		{
			name: 'GPU a step',
			value: say(({ gpuMs }) => (gpuMs === undefined ? undefined : ms(gpuMs))),
			hint: 'From sending a step to its end.',
		},
		{ name: 'GPU memory', value: say(({ gpuBytes }) => quantity(gpuBytes, 'B')), hint: 'Everything the engine holds.' },
		{
			name: 'of it the recording',
			value: say(({ recordingBytes }) => quantity(recordingBytes, 'B')),
			hint: 'What a step works in, without the weights.',
		},
		{ name: 'left behind a step', value: say(({ leaked }) => `${leaked}`), hint: 'Tensors. Above 0, memory grows.' },
	];
}

function countOf({ dispatches }: EngineStatus): string | undefined {
	return dispatches > 0 ? dispatches.toLocaleString('en') : undefined;
}

function ms(value: number): string {
	return `${value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en')} ms`;
}
