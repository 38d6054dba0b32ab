/**
 * Judges uploaded weights on hidden text, in a child process with a time and a memory limit: our reader, our model, our text.
 * Passes a loss at most floor + margin. A loss below the floor by three standard errors fails as a leak: no honest model gets there.
 */
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WeightsResult } from '#contract/grading.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { isBelowFloor } from '#data/storyland/entropy.ts';
import type { WeightsMeasured } from './measure-weights.ts';

export interface VerifyInput {
	readonly labId: string;
	readonly name: string;
	readonly bytes: Uint8Array;
	/** The installation's secret: it draws the hidden text. */
	readonly secretHex: string;
	readonly signal: AbortSignal;
	readonly timeoutMs?: number;
}

export type VerifyOutcome =
	| { readonly ok: true; readonly result: WeightsResult }
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
	return { ok: true, result: judge(input.name, measured) };
}

function judge(name: string, { preset, measured, floor, margin }: Extract<WeightsMeasured, { ok: true }>): WeightsResult {
	const { loss, standardError, tokens } = measured;
	const target = floor + margin;
	const leaks = isBelowFloor(loss, standardError, floor);
	const passes = !leaks && loss <= target;
	const [said, goal] = [loss.toFixed(2), target.toFixed(2)];
	const message = leaks
		? `The loss on hidden stories is ${said}, below the floor of ${floor.toFixed(2)} that no honest model passes. Something other than training made these weights.`
		: passes
			? `Verified: ${said} nats per token on ${tokens} tokens of hidden stories; the target is ${goal}.`
			: `On hidden stories the loss is ${said} nats per token; the target of the preset "${preset}" is ${goal}. Did the run go to its last step?`;
	return {
		name,
		preset,
		loss: round(loss),
		floor: round(floor),
		target: round(target),
		standardError,
		tokens,
		outcome: passes ? 'pass' : 'fail',
		message,
	};
}

/** Two decimals are what the learner sees. */
function round(value: number): number {
	return Number(value.toFixed(2));
}

type Failed = { readonly kind: 'timeout' | 'out-of-memory' | 'unavailable'; readonly message: string };

function measureInChild({ labId, bytes, secretHex, signal, timeoutMs = TIMEOUT_MS }: VerifyInput): Promise<WeightsMeasured | Failed> {
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
		const finish = (outcome: WeightsMeasured | Failed): void => {
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
		child.on('message', (message) => finish(message as WeightsMeasured));
		child.on('error', (error) =>
			finish({ kind: 'unavailable', message: `The process that measures weights did not start: ${error.message}` }),
		);
		child.on('exit', () => finish(endedBy(errors)));
		if (signal.aborted) stop();
		else child.send({ labId, bytes, secretHex });
	});
}

function endedBy(errors: string): Failed {
	if (/heap out of memory|Allocation failed/.test(errors))
		return { kind: 'out-of-memory', message: 'Measuring the weights took more memory than it may.' };
	return { kind: 'unavailable', message: `The process that measures weights ended without an answer. ${errors.slice(-300)}`.trim() };
}
