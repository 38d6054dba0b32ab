/**
 * "Training" a table of pairs: each step counts a longer piece of the same text with the learner's functions, and measures the table on text
 * that was not counted. Nothing of it is graded. A step stands for itself, so a run that is resumed goes on as if it had never stopped.
 */
import * as tf from '@tensorflow/tfjs';
import { decodeRun, encodeRun, runSteps, type Train, type TrainHost } from 'gradus';
import { NATS_PER_TOKEN } from '#data/storyland/entropy.ts';
import { BIGRAM_NATS_PER_TOKEN } from '#data/storyland/pair-floor.ts';
import { seededRandom } from '#data/storyland/random.ts';
import { drawWindows } from '#data/storyland/splits.ts';
import { decode, VOCABULARY_SIZE, wordToId } from '#data/storyland/tokenizer.ts';
import { START } from '#data/storyland/words.ts';
import { bigramOf, HELD_OUT_TOKENS, lossOver, type Table, textBytes, tokensAt, unseenShare } from './measure-table.ts';

const LAB = 'bigram';
const SAMPLE_TOKENS = 40;

interface Point {
	readonly x: number;
	readonly own: number;
	readonly heldOut: number;
}

export const train: Train = async (learner, host) => {
	const my = bigramOf(learner);
	const shapes = new Map([['table', [VOCABULARY_SIZE, VOCABULARY_SIZE]]]);
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab: LAB, preset: host.preset, shapes, hasMoments: false });
	const seed = stored?.seed ?? host.seed;
	const text = Array.from(drawWindows('train', `count/${seed}`, 1, tokensAt(host.steps - 1)));
	const heldOut = Array.from(drawWindows('visible', 'look', 1, HELD_OUT_TOKENS + 1));
	const bytes = textBytes(heldOut.slice(1));
	const points: Point[] = [];
	let table: Table = [];
	await runSteps({
		host,
		from: stored?.step ?? 0,
		async step(step) {
			const counted = text.slice(0, tokensAt(step));
			const counts = my.countPairs(counted, VOCABULARY_SIZE);
			table = my.probabilities(counts, host.config['smoothing'] ?? 0.1);
			const { loss, standardError } = lossOver(my, table, heldOut);
			const own = my.crossEntropy(table, counted);
			points.push({ x: counted.length, own, heldOut: loss });
			return async () => {
				host.emit({ type: 'metric', step: step + 1, loss: finite(own), heldOut: finite(loss), heldOutError: standardError });
				const values = { bits: my.bitsPerByte(loss, HELD_OUT_TOKENS, bytes), unseen: unseenShare(counts, heldOut) };
				host.emit({ type: 'measure', step: step + 1, values });
			};
		},
		shows: (done, last) => done % Math.ceil(host.steps / 12) === 0 || last,
		async show(done, last) {
			showGrowth(host, done, points);
			if (last || done % Math.ceil(host.steps / 4) === 0) host.emit({ type: 'sample', step: done, text: write(table, `${seed}/${done}`) });
		},
		encode: (done) => encodeTable(table, { preset: host.preset, seed }, done),
	});
};

function finite(loss: number): number {
	if (Number.isFinite(loss)) return loss;
	throw new Error(`The loss is ${loss}. Look for a probability of 0 and for a row that is divided by 0.`);
}

function showGrowth(host: TrainHost, step: number, points: readonly Point[]): void {
	const line = (name: string, of: (point: Point) => number) => ({
		name,
		kind: 'line' as const,
		points: points.map((point) => ({ x: point.x, y: of(point) })),
	});
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'growth',
		title: 'Loss against the amount of text that was counted',
		x: { label: 'tokens counted', log: true },
		y: { label: 'nats per token', range: [0, 6] },
		series: [line('held-out text', (point) => point.heldOut), line('the counted text itself', (point) => point.own)],
		marks: [
			{ axis: 'y', value: Math.log(VOCABULARY_SIZE), label: 'knows nothing: ln 115' },
			{ axis: 'y', value: BIGRAM_NATS_PER_TOKEN, label: 'best table of pairs' },
			{ axis: 'y', value: NATS_PER_TOKEN, label: 'floor of Storyland' },
		],
	});
}

/** Text that the table writes, one token after the other. */
function write(table: Table, seed: string): string {
	const random = seededRandom(`write/${seed}`);
	const ids = [wordToId(START)];
	while (ids.length < SAMPLE_TOKENS) {
		let rest = random();
		const next = (table[ids.at(-1) ?? 0] ?? []).findIndex((share) => {
			rest -= share;
			return rest < 0;
		});
		ids.push(Math.max(0, next));
	}
	return decode(ids.slice(1));
}

async function encodeTable(table: Table, run: { preset: string; seed: number }, step: number): Promise<ArrayBuffer> {
	const tensor = tf.tensor2d(
		table.map((row) => [...row]),
		[VOCABULARY_SIZE, VOCABULARY_SIZE],
	);
	const bytes = await encodeRun(new Map([['table', tensor]]), null, { lab: LAB, ...run }, step);
	tensor.dispose();
	return bytes;
}
