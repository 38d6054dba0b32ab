/**
 * Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples; none holds a way to
 * compute the answer.
 */
import type { Value } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { answersOf } from '#grading/core/check-kit/answers.ts';
import { type StoredExamples, storedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { LOSSES, SIGHT } from './example-loss.ts';
import { PACKING, TEMPLATE } from './example-rows.ts';
import { textOf } from './texts.ts';

interface Part {
	readonly harness: string;
	readonly name: string;
	readonly examples: StoredExamples;
	readonly otherwise: string;
}

const PARTS = {
	template: { harness: 'rendered', name: 'render', examples: TEMPLATE, otherwise: 'wrong-template' },
	packing: { harness: 'packed', name: 'pack', examples: PACKING, otherwise: 'wrong-rows' },
	sight: { harness: 'sights', name: 'mayAttend', examples: SIGHT, otherwise: 'wrong-sight' },
	loss: { harness: 'losses', name: 'sftLoss', examples: LOSSES, otherwise: 'wrong-loss' },
} satisfies Record<string, Part>;

/** Fails where a function gives nothing, or the same 0, for every case. */
function started(
	id: string,
	title: string,
	{ harness, name, examples }: Part,
	diagnosis: string,
	isEmpty: (value: Value) => boolean,
): Check {
	return {
		id,
		title,
		visibility: 'public',
		points: 1,
		async run({ subject }) {
			const result = await subject.harness(harness, [examples.cases]);
			const failure = failureOfCall(result, name);
			if (failure !== null) return failure;
			return answersOf(result).every(isEmpty) ? { outcome: 'fail', diagnosis, message: textOf(diagnosis) } : { outcome: 'pass' };
		},
	};
}

function example(id: string, title: string, points: number, part: Part, which: readonly number[]): Check {
	return storedCheck({ ...part, id, title, points, which, textOf });
}

const isNothing = (value: Value): boolean => !/\d/.test(String(value));
/** Behind the three numbers of the shape stands what may be read. */
const readsNothing = (value: Value): boolean => /^\[\d+,\d+,\d+(,0)*\]$/.test(String(value));

export const checks: readonly Check[] = [
	started('template-written', 'A conversation becomes tokens', PARTS.template, 'not-started', isNothing),
	example('template-one', 'One turn: the answer and its end are learned', 1, PARTS.template, [0]),
	example('template-two', 'Two turns: so are both answers', 1, PARTS.template, [1]),
	started('rows-made', 'Texts become rows', PARTS.packing, 'pack-not-started', isNothing),
	example('rows-one', 'Two texts share a row', 1, PARTS.packing, [0]),
	example('rows-two', 'What has no room opens the next row', 1, PARTS.packing, [1]),
	started('sight-given', 'Tokens may read', PARTS.sight, 'sight-not-started', readsNothing),
	example('sight', 'A token reads its own past', 2, PARTS.sight, [0, 1]),
	started('loss-given', 'The loss is not 0', PARTS.loss, 'loss-not-started', (value) => value === 0),
	example('loss', 'Surprise at the learned tokens alone', 2, PARTS.loss, [0, 1]),
];
