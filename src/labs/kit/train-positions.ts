/**
 * Two small GPTs side by side on the same windows: one whose order comes from the learner's attention, one with a learned vector for each position.
 * Both are measured on texts longer than any window. Preset configs hold layers, width, heads, batch, `trained` (tokens of a window) and `time` (of the text).
 */
import * as tf from '@tensorflow/tfjs';
import { natsPerToken } from '#data/storyland/entropy.ts';
import type { StepLoss } from '#engine/graph/eager-step.ts';
import { finiteLoss } from './finite-loss.ts';
import { type Attention, type Gpt, initialWeights, type StartingWeights } from './gpt.ts';
import { type GptConfig, gptConfigOf, gptShapes } from './gpt-shapes.ts';
import type { TrainHost } from './host.ts';
import { showAttention, showSample } from './panels.ts';
import { createGptOf, drawAnywhere, lossByStretch, surpriseByPosition, unpositionedShapes } from './positions.ts';
import { gptRecipe } from './recipe.ts';
import { runSteps } from './run-steps.ts';
import { createKernelReporter, showEngine } from './show-engine.ts';
import { decodeRun, encodeRun, MOMENT_PREFIXES, type StoredRun } from './snapshot.ts';
import { createTrainingStep, readRate, type TrainingStep } from './training-step.ts';

const KINDS = ['rope', 'learned'] as const;
type Kind = (typeof KINDS)[number];
const NAMES: Readonly<Record<Kind, string>> = { rope: 'your rotation', learned: 'learned positions' };

/** Windows of a look at the held-out text, and of the last one. */
const [QUICK, THOROUGH] = [24, 96];
/** Positions that one point of the picture stands for. */
const STRETCH = 8;

interface Student {
	readonly kind: Kind;
	readonly gpt: Gpt;
	readonly training: TrainingStep;
}

export interface PositionsRun {
	readonly lab: string;
	readonly host: TrainHost;
	/** The learner's: it must know positions, for nothing else does. */
	readonly attention: Attention;
}

export async function trainPositions({ lab, host, attention }: PositionsRun): Promise<void> {
	const config = gptConfigOf(host.config);
	const trained = host.config['trained'] ?? config.time;
	const stored = host.resume === null ? null : decodeRun(host.resume, { lab, preset: host.preset, shapes: shapesOf(config) });
	const seed = stored?.seed ?? host.seed;
	const students = KINDS.map((kind): Student => {
		const own = stored === null ? null : partOf(stored, kind);
		const gpt = createGptOf(kind, config, own?.tensors ?? initialWeights(config, seed), attention);
		return { kind, gpt, training: createTrainingStep({ gpt, recipe: gptRecipe, steps: host.steps, stored: own }) };
	});
	try {
		await loop({ lab, host, students, seed, from: stored?.step ?? 0, trained, batch: host.config['batch'] ?? 8 });
	} finally {
		for (const { training, gpt } of students) {
			training.dispose();
			gpt.dispose();
		}
	}
}

function shapesOf(config: GptConfig): ReadonlyMap<string, readonly number[]> {
	const of = (kind: Kind) => (kind === 'learned' ? gptShapes(config) : unpositionedShapes(config));
	return new Map(KINDS.flatMap((kind) => [...of(kind)].map(([name, shape]) => [`${kind}.${name}`, shape] as const)));
}

/** Weights and moments of one of the two models, by the names that it knows them by. */
function partOf({ step, weights }: StoredRun, kind: Kind): { readonly step: number; readonly tensors: StartingWeights } {
	const own = [...weights.tensors].flatMap(([name, tensor]) => {
		const prefix = MOMENT_PREFIXES.find((each) => name.startsWith(each)) ?? '';
		const rest = name.slice(prefix.length);
		return rest.startsWith(`${kind}.`) ? [[prefix + rest.slice(kind.length + 1), tensor] as const] : [];
	});
	return { step, tensors: new Map(own) };
}

function encodeBoth({ lab, host, students, seed }: Loop, step: number): Promise<ArrayBuffer> {
	const joined = (of: (student: Student) => ReadonlyMap<string, tf.Tensor>) =>
		new Map(students.flatMap((student) => [...of(student)].map(([name, tensor]) => [`${student.kind}.${name}`, tensor] as const)));
	const state = { step, m: joined(({ training }) => training.state.m), v: joined(({ training }) => training.state.v) };
	return encodeRun(
		joined(({ gpt }) => gpt.params),
		state,
		{ lab, preset: host.preset, seed },
		step,
	);
}

interface Loop {
	readonly lab: string;
	readonly host: TrainHost;
	readonly students: readonly Student[];
	readonly seed: number;
	readonly from: number;
	readonly trained: number;
	readonly batch: number;
}

async function loop(run: Loop): Promise<void> {
	const { host, students, seed, from, trained, batch } = run;
	const [rope] = students;
	if (rope === undefined) return;
	const every = { look: Math.ceil(host.steps / 8), sample: Math.ceil(host.steps / 4) };
	await runSteps({
		host,
		from,
		every: host.steps <= 150 ? 1 : 5,
		async step(step) {
			const windows = tf.tensor2d(drawAnywhere('train', `${seed}/${step}`, batch, trained), [batch, trained], 'int32');
			const losses: StepLoss[] = [];
			for (const { training } of students) losses.push(await training.run(windows, step));
			windows.dispose();
			return async () => {
				const [own = Number.NaN] = await Promise.all(losses.map((each) => each.read()));
				const loss = finiteLoss(host, step + 1, own, 'How large do the powers of the base get, and the angles?');
				host.emit({ type: 'metric', step: step + 1, loss, learningRate: readRate(gptRecipe, step, host.steps) });
				showEngine(rope.training.compiled, host, step + 1);
			};
		},
		shows: (done, last) => done % every.look === 0 || done === from + 1 || last,
		async show(done, last) {
			if (done % every.look === 0 || last) await look(run, done, last ? THOROUGH : QUICK);
			await showAttention(rope.gpt, host, done);
			if (done % every.sample === 0 || last) await showSample(rope.gpt, host, done);
		},
		after: createKernelReporter(rope.training.compiled, host),
		weighs: () => ({ params: rope.gpt.params, gradients: rope.training.state.gradients }),
		encode: (done) => encodeBoth(run, done),
	});
}

/** Both models on the same long texts: two measures each, and the picture of loss by position. */
async function look({ host, students, trained }: Loop, step: number, windows: number): Promise<void> {
	const length = students[0]?.gpt.config.time ?? trained;
	const text = drawAnywhere('visible', 'look', windows, length);
	const values: Record<string, number> = {};
	const series: { name: string; kind: 'line'; points: { x: number; y: number; low: number; high: number }[] }[] = [];
	for (const { kind, gpt } of students) {
		const rows = await surpriseByPosition(gpt.logits, text, length, () => host.breathe());
		const [inside, beyond] = lossByStretch(rows, [trained - 1, length - 1]);
		if (inside === undefined || beyond === undefined) continue;
		values[kind] = inside.loss;
		values[`${kind}Beyond`] = beyond.loss;
		const ends = Array.from({ length: Math.floor(length / STRETCH) }, (_, i) => STRETCH * (i + 1) - 1);
		const points = lossByStretch(rows, ends).map(({ from, to, loss, standardError }) => ({
			x: (from + to) / 2,
			y: loss,
			low: loss - standardError,
			high: loss + standardError,
		}));
		series.push({ name: NAMES[kind], kind: 'line', points });
	}
	host.emit({ type: 'measure', step, values });
	host.emit({
		type: 'figure',
		figure: 'plot',
		step,
		id: 'length',
		title: 'Loss by position, in texts longer than the training windows',
		x: { label: 'position' },
		y: { label: 'nats per token' },
		series,
		marks: [
			{ axis: 'x', value: trained, label: 'trained length' },
			{ axis: 'y', value: natsPerToken(), label: 'floor of Storyland' },
		],
	});
}
