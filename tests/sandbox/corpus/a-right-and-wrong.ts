/** A: correct and plain wrong submissions, which must be told apart before anything else is believed. */
import { attention, type CorpusEntry, doubling, RIGHT_BODY } from '../support/entry.ts';
import { textOfLab } from '../support/sandbox.ts';

const A = 'A' as const;
const rejects = (n: number, name: string, body: string): CorpusEntry => ({
	n,
	group: A,
	name,
	allowed: ['rejected'],
	code: attention(body),
});

export const entries: readonly CorpusEntry[] = [
	{ n: 1, group: A, name: 'good', allowed: ['accepted'], code: textOfLab('causal-attention', 'solution.ts') },
	{ n: 1, group: A, name: 'good, in few methods', allowed: ['accepted'], code: attention(RIGHT_BODY) },
	{
		n: 1,
		group: A,
		name: 'good, with imports that the lab does not offer in comments and texts',
		allowed: ['accepted'],
		code: `// import { gelu } from 'gradus';
/*
import x from './y';
*/
const said = \`
import z from './z';
import { gelu } from 'gradus';
\`;
${attention(`if (said === '') return q;\n${RIGHT_BODY}`)}`,
	},
	{
		n: 2,
		group: A,
		name: 'good and async',
		lab: 'doubling',
		allowed: ['accepted'],
		code: "import * as tf from '@tensorflow/tfjs';\nexport async function double(x: tf.Tensor) { await null; return tf.mul(x, 2); }\n",
	},
	{
		n: 2,
		group: A,
		name: 'async where a gradient must flow through it',
		allowed: ['error'],
		code: `import * as tf from '@tensorflow/tfjs';\nexport async function causalAttention(q: tf.Tensor, k: tf.Tensor, v: tf.Tensor) { ${RIGHT_BODY} }\n`,
		also: ({ verdict }) => {
			if (!/promise/.test(verdict.message)) throw new Error(`the message does not name the promise: ${verdict.message}`);
		},
	},
	{
		n: 3,
		group: A,
		name: 'enum, generics, parameter properties and satisfies',
		lab: 'doubling',
		allowed: ['accepted'],
		code: doubling(
			'return new Scaler<tf.Tensor>(table[Factor.Two]).apply(x) as tf.Tensor;',
			`enum Factor { One = 1, Two }
const table = { [Factor.One]: 1, [Factor.Two]: 2 } satisfies Record<number, number>;
class Scaler<T extends tf.Tensor> { constructor(private readonly by: number) {} apply(this: this, x: T): T { return tf.mul(x, this.by)! as T; } }`,
		),
	},
	{ n: 4, group: A, name: 'good training, seeded', lab: 'train-gpt', allowed: ['accepted'], code: textOfLab('train-gpt', 'solution.ts') },
	rejects(5, 'wrong value', 'return v;'),
	rejects(6, 'wrong shape', 'return tf.zeros([1, 2, 3]);'),
	rejects(7, 'wrong dtype', "return tf.cast(v, 'int32');"),
	rejects(8, 'NaN', 'return tf.mul(v, NaN);'),
	rejects(9, 'infinity', 'return tf.mul(v, Infinity);'),
	rejects(10, 'off by 1e-3', RIGHT_BODY.replace('.matMul(v);', '.matMul(v).add(1e-3);')),
	{
		n: 10,
		group: A,
		name: 'off by 1e-7',
		allowed: ['accepted'],
		code: attention(RIGHT_BODY.replace('.matMul(v);', '.matMul(v).add(1e-7);')),
	},
];
