/**
 * The child of verify-weights: measures one uploaded file on hidden data and is ended by its parent. It holds our code alone, and stands behind the
 * same walls as a submission's child: a fault in a reader, in tfjs or in its WASM must not open the grader to a file.
 */
import { version_core } from '@tensorflow/tfjs-core';
import { openChildSocket } from '#grading/sandbox/child-socket.ts';
import type { Frame } from '#grading/sandbox/frames.ts';
import { evaluateJudge, type LabJudge } from './lab-judge.ts';
import type { MeasuredAnswer } from './measured-answer.ts';
import { sketchFile } from './sketch-file.ts';
import { startWasm } from './start-wasm.ts';

const send = openChildSocket(answer, fail);
const [wasmFolder] = process.argv.slice(2);
let judge: LabJudge | undefined;
let base: Uint8Array | null = null;

/** The heads are the grader's own; their shapes are those of ToChild. */
async function answer({ head, body }: Frame): Promise<void> {
	if (head['type'] === 'judge') {
		judge = await evaluateJudge(body.toString('utf8'), String(head['name']));
		return send({ type: 'loaded' });
	}
	if (head['type'] === 'base') {
		base = body;
		return send({ type: 'loaded' });
	}
	if (head['type'] !== 'weights' || judge === undefined) throw new Error('The grader sent a frame that does not belong here.');
	const measured = await measure(judge, body, String(head['secretHex']));
	send({ type: 'measured' }, Buffer.from(JSON.stringify(measured)));
}

async function measure({ lab, measureWeights }: LabJudge, bytes: Uint8Array, secretHex: string): Promise<MeasuredAnswer> {
	if (measureWeights === undefined) return { ok: false, message: `This version of the lab ${lab.id} measures no weights.` };
	const result = await measureWeights(bytes, { split: 'hidden', seed: secretHex });
	if (!result.ok) return result;
	const { value, standardError } = result.measured;
	if (Number.isFinite(value) && Number.isFinite(standardError)) return { ...result, ...sketchFile(bytes, base) };
	return {
		ok: false,
		message:
			'On hidden data these weights give no number: some of them are so large that the sums overflow. Train again with a lower learning rate, and submit a run whose loss stays a number.',
	};
}

process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

function fail(error: unknown): void {
	send({ type: 'fault', message: String(error instanceof Error ? error.stack : error).slice(0, 2_000) });
}

startWasm(wasmFolder).then(() => send({ type: 'ready', node: process.version, tfjs: version_core }), fail);
