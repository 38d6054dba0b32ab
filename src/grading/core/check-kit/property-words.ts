/** What every property says when it does not hold: the idea first, then where it breaks and what was seen there. A hidden check keeps the idea alone. */
import type { TensorValue } from '#contract/value.ts';
import { compareTensor, type Failure } from './expect-tensor.ts';
import type { Tolerance } from './numbers.ts';

export interface PropertyWords {
	/** The idea in the lab's own words, as a sentence. Default: the property's own. */
	readonly idea?: string;
	/** One name for each axis of the output, for example ["position", "feature"]. */
	readonly axes?: readonly string[];
	readonly diagnosis?: string;
	readonly tolerance?: Tolerance;
}

/** `seen` holds numbers of the data; the idea is authored and may be told of hidden inputs too. */
export function breaks(idea: string, seen: string, { diagnosis }: PropertyWords = {}, evidence?: Failure['evidence']): Failure {
	return {
		outcome: 'fail',
		message: `${idea} ${seen}`,
		showsData: true,
		hiddenMessage: `On a hidden input this does not hold. ${idea}`,
		...(diagnosis === undefined ? {} : { diagnosis }),
		...(evidence === undefined ? {} : { evidence }),
	};
}

/** Null when both are alike; else the idea, and the first difference. `what` begins a sentence: "With the tokens in another order, the output". */
export function mustEqual(idea: string, what: string, got: TensorValue, expected: TensorValue, words: PropertyWords): Failure | null {
	const { axes, tolerance } = words;
	const failure = compareTensor(got, expected, {
		what,
		...(axes === undefined ? {} : { axes }),
		...(tolerance === undefined ? {} : { tolerance }),
	});
	return failure === null ? null : breaks(words.idea ?? idea, failure.message, words, failure.evidence);
}
