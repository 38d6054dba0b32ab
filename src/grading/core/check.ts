/** What an author writes in checks.ts and checks.hidden.ts. */
import type { CheckResult, Evidence } from '#contract/grading.ts';
import type { OwnNumbers } from '#contract/lab.ts';
import type { Subject } from './subject.ts';

export interface CheckContext {
	readonly subject: Subject;
	/** Uniform in [0, 1), seeded: public checks by the check's id, hidden ones also by the installation's secret; both by the learner where the lab is `perLearner`. */
	readonly random: () => number;
	/** The learner's own numbers, in a lab that declares some (`perLearner`). */
	readonly own: OwnNumbers;
}

export type CheckOutcome =
	| { readonly outcome: 'pass'; readonly message?: string }
	| {
			readonly outcome: 'fail';
			readonly message: string;
			readonly diagnosis?: string;
			readonly line?: number;
			readonly evidence?: Evidence;
			/** The message tells of the data: a hidden check that gives it says a sentence of ours instead. */
			readonly showsData?: true;
			/** That sentence, where the author has a better one: the idea, without anything of the data. */
			readonly hiddenMessage?: string;
	  };

export interface Check {
	readonly id: string;
	readonly title: string;
	readonly visibility: CheckResult['visibility'];
	readonly points: number;
	/** A hidden check aggregates at least 20 generated cases and gives one outcome; what it shows is `message` of the outcome, authored. */
	run(context: CheckContext): Promise<CheckOutcome>;
}
