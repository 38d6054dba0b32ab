/**
 * Diagnoses that belong to no lab: the code did not load, threw, or gave back something that is not data.
 * A failing check that carries one of them makes the verdict an `error`; every other diagnosis makes it `rejected`.
 */
import type { CheckOutcome } from './check.ts';
import type { CallResult } from './subject.ts';

/** Core or mundane, and what a hidden check says instead of the learner's own error text. */
const ERRORS = {
	syntax: { kind: 'mundane', hidden: 'The file does not compile.' },
	'refused-syntax': { kind: 'mundane', hidden: 'The file uses syntax that the labs do not run.' },
	'refused-import': { kind: 'mundane', hidden: 'The file imports something that this lab does not offer.' },
	'missing-export': { kind: 'mundane', hidden: 'A function that the lab asks for is not exported.' },
	unsupported: {
		kind: 'mundane',
		hidden: 'On a hidden input your function gave back something other than tensors, numbers, text or lists of them.',
	},
	'bad-weights': { kind: 'mundane', hidden: 'The uploaded weights cannot be read.' },
	threw: { kind: 'core', hidden: 'Your code threw an error on a hidden input. Try shapes and sizes that the examples do not have.' },
} as const satisfies Record<string, { kind: 'core' | 'mundane'; hidden: string }>;

export type ErrorDiagnosis = keyof typeof ERRORS;

export function isErrorDiagnosis(diagnosis: string | undefined): diagnosis is ErrorDiagnosis {
	return diagnosis !== undefined && Object.hasOwn(ERRORS, diagnosis);
}

export function kindOfDiagnosis(diagnosis: string | undefined): 'core' | 'mundane' {
	return isErrorDiagnosis(diagnosis) ? ERRORS[diagnosis].kind : 'core';
}

export function hiddenTextOf(diagnosis: string | undefined): string | undefined {
	return isErrorDiagnosis(diagnosis) ? ERRORS[diagnosis].hidden : undefined;
}

type Failure = Extract<CheckOutcome, { outcome: 'fail' }>;

/** The failing outcome for a call that gave no value; null when it gave one. `name` is the learner's export. */
export function failureOfCall(result: CallResult, name: string): Failure | null {
	switch (result.status) {
		case 'ok':
			return null;
		case 'threw': {
			const line = result.line === undefined ? {} : { line: result.line };
			return {
				outcome: 'fail',
				diagnosis: 'threw',
				message: `${name} threw ${article(result.kind)} ${result.kind}: ${result.message}${hintOf(result)}`,
				...line,
			};
		}
		case 'unsupported':
			return {
				outcome: 'fail',
				diagnosis: 'unsupported',
				message: `${name} gave back something that cannot be checked. ${result.message}`,
			};
		case 'missing-export':
			return {
				outcome: 'fail',
				diagnosis: 'missing-export',
				message: `The file does not export a function named ${name}. Write "export function ${name}(…)".`,
			};
	}
}

/**
 * In tfjs's own words: what was asked for does not depend on it, or an op on the way has no gradient. Whatever else is thrown while a gradient is
 * computed is a throw like any other, and says nothing of gradients.
 */
export function saysNoGradient(message: string): boolean {
	return /Cannot (compute gradient|backprop through|find a connection)|Error in gradient for op/.test(message);
}

/** In place of whatever says so in the hidden phase, from which no text of the child's comes back. */
export const NO_GRADIENT = 'Cannot compute gradient.';

/** For the learner's eyes only: whoever throws this text themselves reads the hint, and no outcome follows from it. */
function hintOf({ kind, message }: Extract<CallResult, { status: 'threw' }>): string {
	if (kind !== 'RangeError' || !/^(Array buffer allocation failed|Invalid typed array length)/.test(message)) return '';
	return '. It asked for more memory at once than there is: look at the shape of the largest tensor or array that it makes there.';
}

function article(kind: string): string {
	return /^[AEIOU]/.test(kind) ? 'an' : 'a';
}
