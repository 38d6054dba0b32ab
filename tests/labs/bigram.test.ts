/** Lab 1.2 for real: the reference counts Storyland, its loss ends at the exact floor of a table of pairs, and a resumed run ends as the whole one does. */
import { expect, test } from 'vitest';
import { fromWorkerSchema } from '#contract/run.ts';
import { BIGRAM_NATS_PER_TOKEN } from '#data/storyland/pair-floor.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { lab } from '#labs/bigram/lab.ts';
import * as solution from '#labs/bigram/solution.ts';
import { train } from '#labs/bigram/train.ts';
import type { TrainMessage } from '#labs/kit/host.ts';
import { silentHost } from '#labs/kit/silent-host.ts';

async function run(name: string, resume: ArrayBuffer | null, stopAfter = Number.POSITIVE_INFINITY) {
	const preset = lab.presets[name];
	if (preset === undefined) throw new Error(`lab.ts has no preset "${name}".`);
	const messages: TrainMessage[] = [];
	let [done, file] = [0, new ArrayBuffer(0)];
	const host = silentHost({
		preset: name,
		config: preset.config,
		steps: preset.steps,
		seed: 4,
		resume,
		stopped: () => done >= stopAfter,
		emit: (message) => void messages.push(message),
		snapshot: async (step, make) => {
			done = step;
			file = await make();
		},
	});
	await train(solution, host);
	return { messages, file };
}

const heldOutOf = (messages: readonly TrainMessage[]) =>
	messages.flatMap((each) => (each.type === 'metric' ? [each.heldOut ?? 0] : [])).at(-1);

test('the loss ends at the floor of a table of pairs, and all that is told is of the contract', async () => {
	await startWasm();
	const { messages } = await run('light', null);

	for (const message of messages) expect(fromWorkerSchema.safeParse(message).success).toBe(true);
	expect(messages.filter(({ type }) => type === 'figure').length).toBeLessThanOrEqual(20);
	expect(Math.abs((heldOutOf(messages) ?? 0) - BIGRAM_NATS_PER_TOKEN)).toBeLessThan(0.03);
});

test('a resumed run ends as the whole one does', async () => {
	await startWasm();
	const whole = await run('tiny', null);
	const half = await run('tiny', null, 9);
	const rest = await run('tiny', half.file);

	expect(heldOutOf(rest.messages)).toBe(heldOutOf(whole.messages));
	expect(rest.messages.filter(({ type }) => type === 'metric')).toHaveLength(24 - 9);
});
