/**
 * The corpus: 107 numbered things that a submission, an upload or a machine may do to the grader, and how each may end. Submissions and what stands
 * around them (1 to 89) are files of ../corpus, faults of the machine and uploads of weights (90 to 107) are files of ../faults; each file exports
 * `entries`.
 */
import type { Outcome, Verdict } from '#contract/grading.ts';
import type { CallResult } from '#grading/core/subject.ts';

/** Correct or plain wrong, faulty, time, memory, output, cheating, escape, infrastructure, weights. */
export type EntryClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I';

/** One line of the table in docs/security/corpus.md. */
export interface ListedEntry {
	/** 1 to 107. Several lines share a number where one idea has several codes. */
	readonly n: number;
	readonly group: EntryClass;
	/** Names the line alone. */
	readonly name: string;
	/** Outcomes of a submission, or in a few words what may come of something that is none, for example "retried". */
	readonly allowed: readonly string[];
}

/** A submission. */
export interface CorpusEntry extends ListedEntry {
	readonly code: string;
	readonly allowed: readonly Outcome[];
	/** The lab that it answers: causal-attention unless said, or `doubling` of doubling.ts, whose hidden cases are one call each. */
	readonly lab?: 'doubling' | 'train-gpt';
	/** What must hold besides the outcome, and besides what holds for every entry (judge-entry.ts). */
	readonly also?: (seen: Seen) => void;
}

export interface Seen {
	readonly verdict: Verdict;
	/** What came back from the hidden calls of `doubling`, as the grader read it. */
	readonly heard: readonly CallResult[];
}

const SIGNATURE = 'causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor)';
const IMPORT = "import * as tf from '@tensorflow/tfjs';";
/** A right answer in few methods, so that tampering with any of them shows. */
export const RIGHT_BODY =
	'const t = q.shape.at(-2) ?? 1; const mask = tf.sub(1, tf.linalg.bandPart(tf.ones([t, t]), -1, 0)).mul(-1e9); return tf.softmax(q.matMul(k, false, true).div(Math.sqrt(q.shape.at(-1) ?? 1)).add(mask)).matMul(v);';
export const WRONG_BODY = 'return v;';

/** A file that answers the lab with this body; `before` stands at its top level. */
export function attention(body: string, before = ''): string {
	return `${IMPORT}\n${before}\nexport function ${SIGNATURE} {\n${body}\n}\n`;
}

/** The same for `doubling`. */
export function doubling(body: string, before = ''): string {
	return `${IMPORT}\n${before}\nexport function double(x: tf.Tensor) {\n${body}\n}\n`;
}

/** Tampering that may change nothing: over a right body it is accepted, over a wrong one rejected, or it breaks what the file itself stands on. */
export function onMerit(n: number, name: string, before: string, orBreaks: CorpusEntry['allowed'] = []): CorpusEntry[] {
	return [
		{ n, group: 'F', name: `${name}, right beneath`, allowed: ['accepted', ...orBreaks], code: attention(RIGHT_BODY, before) },
		{
			n,
			group: 'F',
			name: `${name}, wrong beneath`,
			allowed: [...new Set(['rejected' as const, ...orBreaks])],
			code: attention(WRONG_BODY, before),
		},
	];
}
