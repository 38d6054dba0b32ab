/**
 * What the output panels show of a run: a pure fold of the worker's messages.
 * Refuses nothing; the session has already parsed every message.
 */
import type { RunFigure } from '#contract/figure.ts';
import type { Finding } from '#contract/finding.ts';
import type { CheckResult } from '#contract/grading.ts';
import type { Backend, FromWorker } from '#contract/run.ts';
import type { SessionMessage } from '#worker/session.ts';
import { addFigure, addMeasures, type MeasurePoint } from './run-figures.ts';

export interface Point {
	readonly step: number;
	readonly loss: number;
	readonly heldOut?: number | undefined;
	/** Standard error of `heldOut`. */
	readonly heldOutError?: number | undefined;
}
type Message<T extends FromWorker['type']> = Extract<FromWorker, { type: T }>;

export interface RunView {
	readonly kind: 'checks' | 'train';
	readonly preset: string | null;
	readonly seed: number | null;
	/** What it ran on; null until the worker has said so. */
	readonly backend: Backend | null;
	/** Milliseconds since the epoch. */
	readonly startedAt: number;
	/** Step from which it went on: 0 for a run from the start. Absent where a visit ended between. */
	readonly begun?: number;
	readonly checks: readonly CheckResult[];
	/** Of a loss; empty in a run that measures none. */
	readonly points: readonly Point[];
	/** Of the lab's charts. */
	readonly measures: readonly MeasurePoint[];
	/** What was seen in it, in the order it was seen. */
	readonly findings: readonly Finding[];
	readonly step: number;
	readonly steps: number;
	readonly secondsLeft: number | null;
	readonly tokensPerSecond: number | null;
	/** Tensors alive in the worker: a number that grows is a leak. */
	readonly tensors: number | null;
	readonly figures: readonly RunFigure[];
	readonly samples: readonly Message<'sample'>[];
	/** How the engine runs the step, and the step kernel by kernel. Absent until told, and in runs that an older version stored. */
	readonly engine?: Message<'engine'>;
	readonly kernels?: Message<'kernels'>;
	/** The sentence about the last time that it went on by itself after the graphics device was lost. */
	readonly restarted?: string;
	/** The sentence about a run that gives no sign of life just now. */
	readonly quiet?: string;
	readonly logs: readonly Message<'log'>[];
	/** What tensor expressions were, once a run of the checks has ended. */
	readonly seen?: Message<'tensors'>['seen'];
	readonly failed: Message<'failed'> | null;
	readonly done: Message<'done'> | null;
}

const MAX_LOGS = 200;
const MAX_SAMPLES = 40;

export function emptyRun(kind: RunView['kind'], preset: string | null, startedAt: number, seed: number | null = null): RunView {
	return {
		kind,
		preset,
		seed,
		backend: null,
		startedAt,
		checks: [],
		points: [],
		measures: [],
		findings: [],
		step: 0,
		steps: 0,
		secondsLeft: null,
		tokensPerSecond: null,
		tensors: null,
		figures: [],
		samples: [],
		logs: [],
		failed: null,
		done: null,
	};
}

/** A run that an older version stored, with what it did not know of. */
export function completeRun(stored: Partial<RunView>): RunView {
	return { ...emptyRun('train', null, 0), ...stored };
}

/** Folds a batch at once: a run sends far more messages than the eye can follow. */
export function foldRun(run: RunView, messages: readonly SessionMessage[]): RunView {
	const points: Point[] = [];
	const measures: MeasurePoint[] = [];
	const folded = (): RunView => ({
		...next,
		points: points.length === 0 ? run.points : [...run.points, ...points],
		measures: measures.length === 0 ? run.measures : addMeasures(run.measures, measures),
	});
	let next = run;
	for (const [at, message] of messages.entries()) {
		if (message.type === 'restarted') {
			const before = cutAfter(folded(), message.step);
			return foldRun({ ...next, ...before, restarted: message.message }, messages.slice(at + 1));
		}
		if (message.type === 'metric') {
			points.push({ step: message.step, loss: message.loss, heldOut: message.heldOut, heldOutError: message.heldOutError });
			next = {
				...next,
				step: message.step,
				tokensPerSecond: message.tokensPerSecond ?? next.tokensPerSecond,
				tensors: message.tensors ?? next.tensors,
			};
		} else if (message.type === 'measure') {
			measures.push({ step: message.step, values: message.values });
			next = { ...next, step: Math.max(next.step, message.step) };
		} else next = foldOne(next, message);
	}
	return folded();
}

function foldOne({ quiet: _, ...run }: RunView, message: FromWorker | Extract<SessionMessage, { type: 'quiet' }>): RunView {
	switch (message.type) {
		case 'quiet':
			return message.message === '' ? run : { ...run, quiet: message.message };
		case 'ready':
			return { ...run, backend: message.backend };
		case 'check':
			return { ...run, checks: [...run.checks, message.result] };
		case 'tensors':
			return { ...run, seen: message.seen };
		case 'progress':
			return { ...run, step: message.step, steps: message.steps, secondsLeft: message.secondsLeft };
		case 'figure':
			return { ...run, figures: addFigure(run.figures, message) };
		case 'sample':
			return { ...run, samples: [...run.samples, message].slice(-MAX_SAMPLES) };
		case 'engine':
			return { ...run, engine: message };
		case 'kernels':
			return { ...run, kernels: message };
		case 'log':
			return { ...run, logs: [...run.logs, message].slice(-MAX_LOGS) };
		case 'failed':
			return { ...run, failed: message };
		case 'done':
			return { ...run, done: message };
		default:
			return run;
	}
}

type Grown = Pick<RunView, 'points' | 'measures' | 'findings' | 'figures' | 'samples'>;

/** What a run had come to at `step`: what goes on from there repeats the rest. */
export function cutAfter({ points, measures, findings, figures, samples }: Grown, step: number): Grown & Pick<RunView, 'step'> {
	const isBefore = (one: { readonly step: number }): boolean => one.step <= step;
	return {
		points: points.filter(isBefore),
		measures: measures.filter(isBefore),
		findings: findings.filter(({ seenAt }) => seenAt <= step),
		figures: figures.filter(isBefore),
		samples: samples.filter(isBefore),
		step,
	};
}

/** A practice run in a sentence. Says "public": a pass here is not the verdict. */
export function describePractice(run: RunView): string {
	const passed = run.checks.filter(({ outcome }) => outcome === 'pass').length;
	if (run.done?.how === 'stopped') return `Stopped after ${run.checks.length} public checks`;
	if (run.done)
		return passed === run.checks.length ? `All ${passed} public checks pass` : `${passed} of ${run.checks.length} public checks pass`;
	return run.failed ? 'The run ended early' : 'Running the public checks';
}

export interface CheckGroup {
	readonly first: CheckResult;
	/** Later failures with the same diagnosis: probably the same cause. */
	readonly same: readonly CheckResult[];
}

/** Failures first, those of one diagnosis together, in the order they came; then what passed. */
export function groupChecks(checks: readonly CheckResult[]): { failed: readonly CheckGroup[]; passed: readonly CheckResult[] } {
	const groups = new Map<string, CheckResult[]>();
	for (const check of checks) {
		if (check.outcome === 'pass') continue;
		const key = check.diagnosis ?? `check:${check.id}`;
		groups.set(key, [...(groups.get(key) ?? []), check]);
	}
	const failed = [...groups.values()].flatMap(([first, ...same]) => (first ? [{ first, same }] : []));
	return { failed, passed: checks.filter(({ outcome }) => outcome === 'pass') };
}
