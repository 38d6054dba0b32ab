/** A run as a browser would share it: a loss that falls from ln V, with a held-out measure, a finding and a sample. */
import type { ShareRun } from '#contract/shared-run.ts';

export function sampleRun(over: Partial<ShareRun['run']> = {}): ShareRun {
	const points = Array.from({ length: 60 }, (_, at) => {
		const loss = 1.6 + 2.5 * Math.exp(-at / 12) + 0.05 * Math.sin(at * 1.7);
		return { step: (at + 1) * 5, loss, ...(at % 20 === 19 ? { heldOut: loss + 0.05, heldOutError: 0.01 } : {}) };
	});
	const run = {
		startedAt: 1_790_000_000_000,
		name: 'rate 3e-3',
		preset: 'tiny',
		seed: 17,
		backend: 'wasm',
		config: { layers: 2, width: 64, heads: 4, rate: 0.003 },
		step: 300,
		points,
		measures: [],
		findings: [{ kind: 'overfitting', step: 200, seenAt: 260, numbers: { training: 1.6, heldOut: 1.65 } }],
		samples: [
			{ step: 150, text: 'The fox sat on the hill and the the hill' },
			{ step: 300, text: 'The fox sat on the hill. It saw the moon, and it was glad.' },
		],
	} as const;
	return { lab: 'causal-attention', run: { ...run, ...over }, weights: null };
}
