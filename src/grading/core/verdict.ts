/**
 * Turns what the checks said into one verdict: outcome, kind, leading diagnosis and the first sentence that the learner reads.
 * Outcomes come from facts of the host (see SubjectEnded), never from message text. Our fault is `unavailable`, whatever else was seen.
 */
import type { CheckResult, OfferedPoints, Verdict, WeightsResult } from '#contract/grading.ts';
import { type ErrorDiagnosis, isErrorDiagnosis, kindOfDiagnosis } from './failure.ts';
import type { GradeReport } from './grade.ts';
import { plainText } from './plain-text.ts';

/** What the host knows and the checks do not. */
export interface VerdictExtra {
	readonly durationMs: number;
	readonly logs?: string;
	readonly offered?: OfferedPoints;
	readonly weights?: readonly WeightsResult[];
	readonly lent?: readonly string[];
	readonly grader?: NonNullable<Verdict['grader']>;
}

/** The file did not get as far as a check. */
export interface LoadFailure {
	readonly diagnosis: Extract<ErrorDiagnosis, 'syntax' | 'refused-syntax' | 'refused-import' | 'missing-export' | 'bad-weights' | 'threw'>;
	readonly message: string;
	readonly line?: number;
	readonly column?: number;
}

type Core = Pick<Verdict, 'outcome' | 'kind' | 'message'> & {
	readonly diagnosis?: string;
	readonly line?: number;
	readonly column?: number;
};

const ENDED = {
	timeout: 'Your code ran longer than this lab allows and was stopped. Most often a loop does not end.',
	'out-of-memory':
		'Your code used more memory than this lab allows and was stopped. Most often tensors are made in a loop and none is disposed.',
	unavailable: 'The grader failed. You did not. This try is not counted; we run it again.',
} as const;

export function verdictOf(report: GradeReport, extra: VerdictExtra): Verdict {
	return assemble(coreOf(report, extra.weights ?? []), report.results, extra);
}

/** Verdict for code that did not load, or for weights that cannot be read. `results`: what was judged before, which stays the learner's. */
export function verdictOfLoadFailure(failure: LoadFailure, extra: VerdictExtra, results: readonly CheckResult[] = []): Verdict {
	const place = {
		...(failure.line === undefined ? {} : { line: failure.line }),
		...(failure.column === undefined ? {} : { column: failure.column }),
	};
	return assemble(
		{
			outcome: 'error',
			kind: kindOfDiagnosis(failure.diagnosis),
			diagnosis: failure.diagnosis,
			message: plainText(failure.message),
			...place,
		},
		results,
		extra,
	);
}

/** Verdict for a subject that ended outside the checks, for example in an endless loop at the top of the file. `results`: what was judged before. */
export function verdictOfEnd(
	reason: 'timeout' | 'out-of-memory' | 'unavailable',
	extra: VerdictExtra,
	results: readonly CheckResult[] = [],
): Verdict {
	return assemble(coreOfEnd(reason), results, extra);
}

function coreOf(report: GradeReport, weights: readonly WeightsResult[]): Core {
	const ranNothing = report.results.length === 0 && report.ended === undefined;
	if (report.fault !== undefined || ranNothing) return coreOfEnd('unavailable');
	if (report.ended !== undefined) return coreOfEnd(report.ended.reason);
	const failing = report.results.filter((result) => result.outcome === 'fail');
	const lead = failing.find((result) => result.diagnosis !== undefined) ?? failing[0];
	if (lead !== undefined) return coreOfFailure(lead, report.results);
	const missed = weights.find((result) => result.outcome === 'fail');
	if (missed !== undefined) return { outcome: 'rejected', kind: 'core', diagnosis: diagnosisOf(missed), message: missed.message };
	return { outcome: 'accepted', kind: 'core', message: acceptedText(report.results) };
}

/** Of weights that failed: a loss that an honest model cannot have, or a target that was not reached, from whichever side. */
function diagnosisOf({ value, floor }: WeightsResult): 'below-floor' | 'missed-target' {
	return floor !== undefined && value < floor ? 'below-floor' : 'missed-target';
}

function coreOfEnd(reason: 'timeout' | 'out-of-memory' | 'unavailable'): Core {
	const message = ENDED[reason];
	return reason === 'unavailable'
		? { outcome: reason, kind: 'core', message }
		: { outcome: reason, kind: 'core', diagnosis: reason, message };
}

function coreOfFailure(lead: CheckResult, results: readonly CheckResult[]): Core {
	return {
		outcome: isErrorDiagnosis(lead.diagnosis) ? 'error' : 'rejected',
		kind: kindOfDiagnosis(lead.diagnosis),
		message: lead.visibility === 'public' ? lead.message : `${hiddenCount(results)} ${lead.message}`,
		...(lead.diagnosis === undefined ? {} : { diagnosis: lead.diagnosis }),
		...(lead.line === undefined ? {} : { line: lead.line }),
	};
}

function hiddenCount(results: readonly CheckResult[]): string {
	const hidden = results.filter((result) => result.visibility === 'hidden');
	const passed = hidden.filter((result) => result.outcome === 'pass').length;
	return `${passed} of ${hidden.length} hidden checks pass.`;
}

function acceptedText(results: readonly CheckResult[]): string {
	const all = results.length;
	if (results.some((result) => result.visibility === 'hidden')) return `Accepted. ${all} of ${all} checks pass.`;
	return `${all} of ${all} public checks pass. Hidden checks run when you submit.`;
}

function assemble(core: Core, results: readonly CheckResult[], extra: VerdictExtra): Verdict {
	return {
		...core,
		checks: [...results],
		durationMs: extra.durationMs,
		...(extra.offered === undefined ? {} : { offered: extra.offered }),
		...(extra.weights === undefined ? {} : { weights: [...extra.weights] }),
		...(extra.logs === undefined ? {} : { logs: extra.logs }),
		...(extra.lent === undefined ? {} : { lent: [...extra.lent] }),
		...(extra.grader === undefined ? {} : { grader: extra.grader }),
	};
}
