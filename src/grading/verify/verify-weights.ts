/**
 * Judges uploaded weights on hidden data, in a child process with a time and a memory limit: our reader, our model, our data.
 * Passes what reaches the preset's target. A loss below the floor by three standard errors fails as a leak: no honest model gets there.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WeightsResult } from '#contract/grading.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { isBelowFloor } from '#data/storyland/entropy.ts';
import type { MeasuredValue } from '#labs/kit/weights-measure.ts';
import type { Answer } from './child.ts';
import type { WeightsMeasured } from './measure-lab-weights.ts';
import type { FileSketch } from './sketch-file.ts';

/** A lab's version as it is stored; `name` is what stack traces call it. */
export interface JudgeText {
	readonly text: string;
	readonly name: string;
}

export interface VerifyInput {
	readonly labId: string;
	/** The version that measures; without it, the lab's sources. */
	readonly judge?: JudgeText;
	readonly name: string;
	readonly bytes: Uint8Array;
	/** The installation's secret: it draws the hidden text. */
	readonly secretHex: string;
	readonly signal: AbortSignal;
	readonly timeoutMs?: number;
}

export type VerifyOutcome =
	| ({ readonly ok: true; readonly result: WeightsResult } & FileSketch)
	| { readonly ok: false; readonly kind: 'error' | 'timeout' | 'out-of-memory' | 'unavailable'; readonly message: string };

const TIMEOUT_MS = 60_000;
const HEAP_MIB = 512;
const CHILD = fileURLToPath(new URL('./child.ts', import.meta.url));
const HOOKS = new URL('../resolve-hooks.ts', import.meta.url).href;

export async function verifyWeights(input: VerifyInput): Promise<VerifyOutcome> {
	if (input.bytes.length > MAX_CHECKPOINT_BYTES) {
		const message = `The weights file has ${input.bytes.length} bytes; the limit is ${MAX_CHECKPOINT_BYTES} (8 MiB).`;
		return { ok: false, kind: 'error', message };
	}
	const measured = await measureInChild(input);
	if ('kind' in measured) return { ok: false, ...measured };
	if (!measured.ok) return { ok: false, kind: 'error', message: measured.message };
	return { ok: true, result: weigh(input.name, measured), sketch: measured.sketch, seed: measured.seed };
}

function weigh(name: string, { preset, measured, goal }: Extract<WeightsMeasured, { ok: true }>): WeightsResult {
	const { value, standardError, count } = measured;
	const { floor, target, what, counted } = goal;
	const leaks = floor !== undefined && isBelowFloor(value, standardError, floor);
	const reached = goal.goal === 'at-most' ? value <= target : value >= target;
	return {
		name,
		preset,
		what,
		value: round(value),
		goal: goal.goal,
		target: round(target),
		...(floor === undefined ? {} : { floor: round(floor) }),
		standardError,
		count,
		counted,
		outcome: reached && !leaks ? 'pass' : 'fail',
		message: leaks ? leakText(value, floor) : reachedText({ measured, goal, preset, reached }),
	};
}

function leakText(value: number, floor: number): string {
	return `On hidden stories the loss is ${value.toFixed(2)}, below the floor of ${floor.toFixed(2)} that no honest model passes. Something other than training made these weights.`;
}

function reachedText({
	measured,
	goal,
	preset,
	reached,
}: Omit<Extract<WeightsMeasured, { ok: true }>, 'ok'> & { readonly reached: boolean }): string {
	const said = `${withMargin(measured)} ${goal.what}, on ${measured.count.toLocaleString('en')} ${goal.counted}`;
	const asked = `${goal.goal === 'at-most' ? 'at most' : 'at least'} ${goal.target.toFixed(2)}`;
	if (reached) return `Verified: ${said}; the target is ${asked}.`;
	return `Measured: ${said}; the target of the preset "${preset}" is ${asked}. Did the run go to its last step?`;
}

/** The value with half of its 95 % interval: another draw of hidden data would give another one. */
function withMargin({ value, standardError }: MeasuredValue): string {
	return `${value.toFixed(2)} ± ${(1.96 * standardError).toFixed(2)} (95 %)`;
}

/** Two decimals are what the learner sees. */
function round(value: number): number {
	return Number(value.toFixed(2));
}

type Failed = { readonly kind: 'timeout' | 'out-of-memory' | 'unavailable'; readonly message: string };

function measureInChild({ labId, judge, bytes, secretHex, signal, timeoutMs = TIMEOUT_MS }: VerifyInput): Promise<Answer | Failed> {
	return new Promise((resolve) => {
		const child = fork(CHILD, [], {
			env: {},
			execArgv: ['--import', HOOKS, `--max-old-space-size=${HEAP_MIB}`],
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
		});
		let errors = '';
		child.stderr?.on('data', (chunk: Buffer) => {
			errors = (errors + chunk.toString()).slice(-2_000);
		});
		const finish = (outcome: Answer | Failed): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', stop);
			child.kill('SIGKILL');
			resolve(outcome);
		};
		const late: Failed = { kind: 'timeout', message: `Measuring the weights took longer than ${Math.round(timeoutMs / 1_000)} seconds.` };
		const timer = setTimeout(() => finish(late), timeoutMs);
		const stop = (): void => finish({ kind: 'unavailable', message: 'Measuring the weights was stopped before it ended.' });
		signal.addEventListener('abort', stop);
		// The child is our own code and sends nothing else.
		child.on('message', (message) => finish(message as Answer));
		child.on('error', (error) =>
			finish({ kind: 'unavailable', message: `The process that measures weights did not start: ${error.message}` }),
		);
		child.on('exit', () => finish(endedBy(errors)));
		if (signal.aborted) stop();
		else child.send({ labId, judge, bytes, secretHex });
	});
}

function endedBy(errors: string): Failed {
	if (/heap out of memory|Allocation failed/.test(errors))
		return { kind: 'out-of-memory', message: 'Measuring the weights took more memory than it may.' };
	return { kind: 'unavailable', message: `The process that measures weights ended without an answer. ${errors.slice(-300)}`.trim() };
}
