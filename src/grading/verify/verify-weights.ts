/**
 * Judges uploaded weights on hidden data, in a child behind the walls of the sandbox: our reader, our model, our data.
 * Passes what reaches the preset's target. A loss below the floor by three standard errors fails as a leak: no honest model gets there.
 */
import { readFile } from 'node:fs/promises';
import type { WeightsResult } from '#contract/grading.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { isBelowFloor } from '#data/storyland/entropy.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { type Child, ChildDied } from '#grading/sandbox/child-process.ts';
import type { Frame, ToChild } from '#grading/sandbox/frames.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { findLab } from '#labs/index.ts';
import type { MeasuredValue } from '#labs/kit/weights-measure.ts';
import { type MeasuredAnswer, measuredAnswerSchema } from './measured-answer.ts';
import type { FileSketch } from './sketch-file.ts';

/** A lab's version as it is stored; `name` is what stack traces call it. */
export interface JudgeText {
	readonly text: string;
	readonly name: string;
}

export interface VerifyInput {
	readonly labId: string;
	/** The version that measures. */
	readonly judge: JudgeText;
	readonly name: string;
	readonly bytes: Uint8Array;
	/** Derived from the installation's secret for this lab and version: it draws the hidden text. */
	readonly secretHex: string;
	readonly timeoutMs?: number;
}

export type VerifyOutcome =
	| ({ readonly ok: true; readonly result: WeightsResult } & FileSketch)
	| { readonly ok: false; readonly kind: 'error' | 'timeout' | 'out-of-memory' | 'unavailable'; readonly message: string };

type Measured = Extract<MeasuredAnswer, { ok: true }>;

const TIMEOUT_MS = 60_000;

export async function verifyWeights(input: VerifyInput, pool: Pool): Promise<VerifyOutcome> {
	const { name, bytes, timeoutMs = TIMEOUT_MS } = input;
	if (bytes.length > MAX_CHECKPOINT_BYTES) {
		const message = `The weights file has ${bytes.length} bytes; the limit is ${MAX_CHECKPOINT_BYTES} (8 MiB).`;
		return { ok: false, kind: 'error', message };
	}
	try {
		const measured = await measureInChild(input, pool, timeoutMs);
		if (!measured.ok) return { ok: false, kind: 'error', message: measured.message };
		return { ok: true, result: weigh(name, measured), sketch: measured.sketch, seed: measured.seed };
	} catch (error) {
		if (!(error instanceof SubjectEnded)) throw error;
		// No learner code is in this child: V8 gives up where its heap is full.
		const kind = error instanceof ChildDied && error.by === 'abort' ? 'out-of-memory' : error.reason;
		return { ok: false, kind, message: textOfEnd(kind, error.message, timeoutMs) };
	}
}

async function measureInChild({ labId, judge, bytes, secretHex }: VerifyInput, pool: Pool, timeoutMs: number): Promise<MeasuredAnswer> {
	const base = await baseOf(labId);
	const child = await pool.takeForWeights(timeoutMs);
	try {
		child.startClock(timeoutMs);
		await tell(child, { type: 'judge', name: judge.name }, Buffer.from(judge.text));
		if (base !== null) await tell(child, { type: 'base' }, base);
		return read(child, await child.ask({ type: 'weights', secretHex }, bytes));
	} finally {
		void child.dispose();
	}
}

/** Weights that every run of the lab begins with. */
async function baseOf(labId: string): Promise<Uint8Array | null> {
	const base = findLab(labId)?.base;
	return base === undefined ? null : readFile(new URL(`../../../public/bases/${base}.safetensors`, import.meta.url));
}

async function tell(child: Child, head: ToChild, body: Uint8Array): Promise<void> {
	const answer = await child.ask(head, body);
	if (answer.head['type'] !== 'loaded') throw child.refuse(`an answer to ${head.type} that is none`);
}

function read(child: Child, { head, body }: Frame): MeasuredAnswer {
	const text = head['type'] === 'measured' ? body.toString('utf8') : '';
	try {
		return measuredAnswerSchema.parse(JSON.parse(text));
	} catch {
		throw child.refuse('a measure that cannot be read');
	}
}

function textOfEnd(kind: SubjectEnded['reason'], message: string, timeoutMs: number): string {
	if (kind === 'timeout') return `Measuring the weights took longer than ${Math.round(timeoutMs / 1_000)} seconds.`;
	if (kind === 'out-of-memory') return 'Measuring the weights took more memory than it may.';
	return `The process that measures weights ended without an answer. ${message}`;
}

function weigh(name: string, { preset, measured, goal }: Measured): WeightsResult {
	const { value, standardError, count } = measured;
	const { floor, target, what, counted } = goal;
	// Judged by the numbers that the learner reads: "2.34; the target is at most 2.34" is reached.
	const shown = { value: round(value), target: round(target) };
	const leaks = floor !== undefined && isBelowFloor(value, standardError, floor) && shown.value < round(floor);
	const reached = goal.goal === 'at-most' ? shown.value <= shown.target : shown.value >= shown.target;
	return {
		name,
		preset,
		what,
		value: shown.value,
		goal: goal.goal,
		target: shown.target,
		...(floor === undefined ? {} : { floor: round(floor) }),
		standardError,
		count,
		counted,
		outcome: reached && !leaks ? 'pass' : 'fail',
		message: leaks ? leakText(value, floor) : reachedText({ measured, goal, preset, reached }),
	};
}

function leakText(value: number, floor: number): string {
	return `On hidden stories the loss is ${value.toFixed(2)}, below the floor of ${floor.toFixed(2)} that no model of text it has not seen passes. Do training and target text overlap, or does the model see the next token? Look there, then train again.`;
}

function reachedText({
	measured,
	goal,
	preset,
	reached,
}: Pick<Measured, 'measured' | 'goal' | 'preset'> & { readonly reached: boolean }): string {
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
