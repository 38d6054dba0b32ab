/**
 * What a run of lab 6.2 starts from: the shipped checkpoint, or, for a preset with `own: 1`, a base that is made first from the run's seed and
 * travels in the run's file. Null when the run was stopped while its base was being made.
 */
import { trainAdditionBase } from './addition-base.ts';
import type { StartingWeights } from './gpt.ts';
import type { GptConfig } from './gpt-shapes.ts';
import type { TrainHost } from './host.ts';
import { readCheckpoint } from './policy.ts';

/** Stands in front of the names of an own base's weights. */
export const OWN_BASE_PREFIX = 'base.';

class Stopped extends Error {}

export async function startOf(
	host: TrainHost,
	config: GptConfig,
	seed: number,
	stored: StartingWeights | null,
): Promise<StartingWeights | null> {
	if (host.config['own'] !== 1) return readCheckpoint(host.base, config);
	if (stored !== null) return ownBaseOf(stored);
	host.emit({
		type: 'log',
		level: 'log',
		text: 'First a base is made from this seed: some 800 steps of reading, before the 50 of this lab.',
	});
	try {
		return await makeOwnBase(host, config, seed);
	} catch (error) {
		if (error instanceof Stopped) return null;
		throw error;
	}
}

async function makeOwnBase(host: TrainHost, config: GptConfig, seed: number): Promise<StartingWeights> {
	const { gpt } = await trainAdditionBase({
		seed,
		config,
		log: (text) => host.emit({ type: 'log', level: 'log', text }),
		async breathe() {
			await host.breathe();
			// A sign that the GPU works: the page takes a long silence for a graphics processor that hangs.
			host.emit({ type: 'progress', step: 0, steps: host.steps, secondsLeft: null });
			if (host.stopped()) throw new Stopped();
		},
	});
	const weights = new Map<string, { shape: readonly number[]; data: Float32Array }>();
	for (const [name, variable] of gpt.params) weights.set(name, { shape: variable.shape, data: Float32Array.from(await variable.data()) });
	gpt.dispose();
	return weights;
}

/** The base inside a run's tensors, under the model's own names. */
export function ownBaseOf(tensors: StartingWeights): StartingWeights {
	return new Map(
		[...tensors].flatMap(([name, tensor]) =>
			name.startsWith(OWN_BASE_PREFIX) ? [[name.slice(OWN_BASE_PREFIX.length), tensor] as const] : [],
		),
	);
}
