/**
 * Watches the stream of a training run and says what goes wrong in it: at most one finding of a kind, with the step at which it began and the numbers.
 * Pure and incremental: a bounded amount of work for each message, whatever the length of the run. It lives beside run-store.ts, the other fold of
 * the same stream, and not in the worker: learner code runs there. src/learning is for evidence, and a finding is none: nothing is graded by it.
 * What is watched follows from what the lab tells; no lab is named. How to add a detector: docs/authoring.md, What a run says by itself.
 */
import type { Finding } from '#contract/finding.ts';
import type { FromWorker } from '#contract/run.ts';
import type { RunFacts } from './detect-facts.ts';
import { belowFloor, overfitting, rateTooHigh, rateTooLow, stuckAtChance } from './detect-loss.ts';
import { entropyCollapse, equalGroups, klBlowUp, rewardHacking } from './detect-policy.ts';
import { deadExpert, explodingGradient, idleParameter, notFinite, vanishingGradient } from './detect-weights.ts';

/** What the detectors read of a run. */
export type RunEvent = Extract<FromWorker, { type: 'metric' | 'measure' | 'weights' | 'not-finite' | 'figure' }>;

/** Takes one message, gives a finding once there is one. */
export type Watch = (event: RunEvent) => Finding | null;
/** Null where the facts say that there is nothing to watch. */
export type Detector = (facts: RunFacts) => Watch | null;

const DETECTORS: readonly Detector[] = [
	notFinite,
	explodingGradient,
	vanishingGradient,
	idleParameter,
	deadExpert,
	stuckAtChance,
	belowFloor,
	rateTooHigh,
	rateTooLow,
	overfitting,
	klBlowUp,
	rewardHacking,
	entropyCollapse,
	equalGroups,
];

export interface RunWatch {
	/** What is new with this message, mostly nothing. */
	see(event: FromWorker): readonly Finding[];
}

export function watchRun(facts: RunFacts): RunWatch {
	let watches = DETECTORS.flatMap((detector) => detector(facts) ?? []);
	return {
		see(event) {
			if (!isRead(event)) return [];
			const found: Finding[] = [];
			watches = watches.filter((watch) => {
				const finding = watch(event);
				if (finding !== null) found.push(finding);
				return finding === null;
			});
			// What numbers say that come after NaN is of no use.
			if (found.some(({ kind }) => kind === 'not-finite')) watches = [];
			return found;
		},
	};
}

function isRead(event: FromWorker): event is RunEvent {
	return ['metric', 'measure', 'weights', 'not-finite', 'figure'].includes(event.type);
}
