/**
 * One run inside the worker: the lab's bundle, the learner's file, then either the public checks or training.
 * Says whose fault a failure is: what the learner's file throws is theirs, everything around it is ours.
 */
import * as tf from '@tensorflow/tfjs';
import { type Lab, labSchema } from '#contract/lab.ts';
import type { RunRequest } from '#contract/run.ts';
import type { Check } from '#grading/core/check.ts';
import { grade } from '#grading/core/grade.ts';
import { publicOptions } from '#grading/core/own-numbers.ts';
import { createRealm, type Realm } from '#grading/core/realm.ts';
import { placeInStack, type SourcePlace } from '#grading/core/realm-error.ts';
import type { Train } from '#labs/kit/host.ts';
import { compiles, createRequires, evaluate, type ModuleExports, type Modules, RefusedImport, WRAPPER_LINES } from './evaluate.ts';
import { SEE } from './probe-name.ts';
import { createSubject } from './subject.ts';
import { createTensorSight } from './tensor-sight.ts';
import { createTrainHost, type Post } from './train-host.ts';

export interface RunParts {
	readonly modules: Modules;
	readonly post: Post;
	readonly breathe: () => Promise<void>;
	readonly stopped: () => boolean;
}

interface Bundle {
	readonly lab: Lab;
	readonly checks: readonly Check[];
	readonly harness: ModuleExports;
	readonly train: Train | undefined;
}

export async function runLab(request: RunRequest, parts: RunParts): Promise<void> {
	const started = performance.now();
	const requires = createRequires(parts.modules, request.my);
	const bundle = readBundle(evaluate(request.bundle, `labs/${request.lab}.js`, requires.forBundle));
	const { lab } = bundle;
	const realm = createRealm(tf, placeOf(lab));
	const sight = sightOf(request);
	let learner: ModuleExports;
	try {
		learner = sight
			? evaluate(sight.code, lab.file, requires.forLearner(lab), { [SEE]: sight.see })
			: evaluate(request.code, lab.file, requires.forLearner(lab));
	} catch (error) {
		await sight?.post(parts.post);
		if (error instanceof RefusedImport) throw new LearnerError({ kind: 'RefusedImport', message: error.message }, error);
		throw new LearnerError(realm.describe(error), error);
	}
	const done = (step?: number): void => {
		const seconds = (performance.now() - started) / 1_000;
		const how = parts.stopped() ? 'stopped' : 'finished';
		parts.post({ type: 'done', kind: request.kind, how, seconds, ...(step === undefined ? {} : { step }) });
	};
	if (request.kind === 'checks') {
		await runChecks(request, bundle, realm, learner, parts);
		await sight?.post(parts.post);
		done();
	} else done(await runTraining(request, bundle, realm, learner, parts));
}

/** The file with probes in it and who looks through them; null where it runs as it is. */
function sightOf({ traced }: RunRequest) {
	// What the page put together is tried here before it counts: a file that only breaks with probes in it runs without them.
	if (traced === null || !compiles(traced.code)) return null;
	const sight = createTensorSight(traced.probes);
	return {
		code: traced.code,
		see: sight.see,
		async post(post: Post): Promise<void> {
			post({ type: 'tensors', seen: await sight.report() });
		},
	};
}

function placeOf({ file }: Lab): SourcePlace {
	return { file, lineOffset: WRAPPER_LINES };
}

/** Carries what the learner's code threw, in words, to the place that posts it. */
export class LearnerError extends Error {
	override name = 'LearnerError' as const;
	readonly thrown: ReturnType<Realm['describe']>;

	constructor(thrown: ReturnType<Realm['describe']>, cause: unknown) {
		super(thrown.message, { cause });
		this.thrown = thrown;
	}
}

function readBundle(exports: ModuleExports): Bundle {
	// The bundle is built by us from the lab's folder; the declaration is parsed because it decides what learner code may import.
	const { checks, harness, train } = exports as unknown as Bundle;
	return { lab: labSchema.parse(exports['lab']), checks: checks ?? [], harness: harness ?? {}, train };
}

async function runChecks({ ownSeed }: RunRequest, bundle: Bundle, realm: Realm, learner: ModuleExports, parts: RunParts): Promise<void> {
	const subject = createSubject({ realm, learner, harness: bundle.harness, breathe: parts.breathe, stopped: parts.stopped });
	const report = await grade(subject, bundle.checks, {
		...publicOptions(bundle.lab, ownSeed),
		onResult: (result) => parts.post({ type: 'check', result }),
	});
	// Stopping ends it too, and that is said by `done`.
	if (report.ended !== undefined && report.ended.reason !== 'timeout') throw new Error(report.ended.message);
	if (report.fault !== undefined) throw new Error(`The check ${report.fault.check} failed: ${report.fault.message}`);
}

async function runTraining(request: RunRequest, bundle: Bundle, realm: Realm, learner: ModuleExports, parts: RunParts): Promise<number> {
	const name = request.preset ?? Object.keys(bundle.lab.presets)[0] ?? '';
	const preset = bundle.lab.presets[name];
	if (bundle.train === undefined || preset === undefined) throw new Error(`The lab ${bundle.lab.id} has no training preset "${name}".`);
	const { host, flush, lastStep } = createTrainHost({
		request,
		presetName: name,
		preset,
		...parts,
		lineOf: (stack) => placeInStack(stack, placeOf(bundle.lab)).line,
	});
	tf.engine().startScope('train');
	try {
		await bundle.train(learner, host);
	} catch (error) {
		const thrown = realm.describe(error);
		// A throw whose stack passes through the learner's file is theirs. So is a plain Error: the loop and tfjs throw those, with a sentence,
		// for what the learner's functions gave them (a loss that is no number, a gradient that is missing). The rest of the loop is ours.
		if (thrown.line !== undefined || isPlainError(error)) throw new LearnerError(thrown, error);
		throw error;
	} finally {
		flush();
		tf.engine().endScope();
	}
	return lastStep();
}

function isPlainError(error: unknown): boolean {
	return error instanceof Error && error.name === 'Error';
}
