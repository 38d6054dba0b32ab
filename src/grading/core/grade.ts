/**
 * Runs a list of checks against one learner module and collects what they say.
 * Pure: no clock, no network, no Node, no DOM; the worker and the grader both call it.
 * Every check runs, in order, whatever the ones before it said. A check that throws is our fault, never the learner's.
 */
import type { CheckResult, Evidence, EvidenceNumber } from '#contract/grading.ts';
import type { OwnNumbers } from '#contract/lab.ts';
import type { Check, CheckContext, CheckOutcome } from './check.ts';
import { hiddenTextOf } from './failure.ts';
import { plainText } from './plain-text.ts';
import { seededRandom } from './random.ts';
import { type Subject, SubjectEnded } from './subject.ts';

export interface GradeOptions {
	/** 32-bit seed of a check's random numbers. */
	readonly seedOf: (checkId: string) => number;
	/** The learner's own numbers; none in a lab that is the same for everybody. */
	readonly own?: OwnNumbers;
	readonly onResult?: (result: CheckResult) => void;
}

export interface GradeReport {
	readonly results: readonly CheckResult[];
	/** The subject met the host's clock, memory limit or a fault; the checks after that point did not run. */
	readonly ended?: { readonly reason: SubjectEnded['reason']; readonly message: string; readonly check: string };
	/** A check of ours threw. The verdict is `unavailable`. */
	readonly fault?: { readonly check: string; readonly message: string };
}

export async function grade(subject: Subject, checks: readonly Check[], options: GradeOptions): Promise<GradeReport> {
	const results: CheckResult[] = [];
	let fault: GradeReport['fault'];
	for (const check of checks) {
		const context: CheckContext = { subject, random: seededRandom(options.seedOf(check.id)), own: options.own ?? {} };
		try {
			const result = resultOf(check, await check.run(context));
			results.push(result);
			options.onResult?.(result);
		} catch (error) {
			if (error instanceof SubjectEnded) {
				const ended = { reason: error.reason, message: error.message, check: check.id };
				return fault === undefined ? { results, ended } : { results, ended, fault };
			}
			fault ??= { check: check.id, message: error instanceof Error ? (error.stack ?? error.message) : String(error) };
		}
	}
	return fault === undefined ? { results } : { results, fault };
}

/** What a hidden check says in place of a message that tells of its data. */
const HIDDEN_DIFFERENCE = 'On a hidden input the result differs from what was expected.';

/** Of a hidden check only authored text leaves: no evidence, no line, nothing that learner code said. */
function resultOf(check: Check, outcome: CheckOutcome): CheckResult {
	const head = { id: check.id, title: check.title, visibility: check.visibility, points: check.points };
	if (outcome.outcome === 'pass') return { ...head, outcome: 'pass', message: plainText(outcome.message ?? '') };
	const diagnosis = outcome.diagnosis === undefined ? {} : { diagnosis: outcome.diagnosis };
	if (check.visibility === 'hidden') {
		const authored = plainText(outcome.showsData === true ? (outcome.hiddenMessage ?? HIDDEN_DIFFERENCE) : outcome.message);
		return { ...head, outcome: 'fail', message: hiddenTextOf(outcome.diagnosis) ?? authored, ...diagnosis };
	}
	return {
		...head,
		outcome: 'fail',
		message: plainText(outcome.message),
		...diagnosis,
		...(outcome.line === undefined ? {} : { line: outcome.line }),
		...(outcome.evidence === undefined ? {} : { evidence: storable(outcome.evidence) }),
	};
}

/** What a check measured, as it can be stored: NaN and the infinities by their names. */
function storable({ expected, got, firstDifference, ...rest }: Evidence): Evidence {
	return {
		...rest,
		...(expected === undefined ? {} : { expected: expected.map(named) }),
		...(got === undefined ? {} : { got: got.map(named) }),
		...(firstDifference === undefined
			? {}
			: { firstDifference: { ...firstDifference, expected: named(firstDifference.expected), got: named(firstDifference.got) } }),
	};
}

function named(value: EvidenceNumber): EvidenceNumber {
	if (typeof value === 'string' || Number.isFinite(value)) return value;
	if (Number.isNaN(value)) return 'NaN';
	return value > 0 ? 'Infinity' : '-Infinity';
}
