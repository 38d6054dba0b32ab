/** What to do when a training ran out of memory: what its preset needs by our estimate, and which preset of the lab needs less. Invents no number for a lab without one. */
import type { Lab } from '#contract/lab.ts';
import { estimateMemory, type MemoryEstimate } from '#labs/kit/memory-estimate.ts';
import { sizeText } from './size-text.ts';

/** `preset`: the one that ran; the lab's first when none was named. */
export function memoryAdvice({ presets }: Pick<Lab, 'presets'>, preset: string | undefined): string {
	const name = preset ?? Object.keys(presets)[0] ?? '';
	const need = estimateMemory(presets[name]?.config ?? {});
	if (need === null) return 'If it is the model that is too large, choose a smaller preset.';
	const smaller = Object.entries(presets)
		.map(([other, { config }]) => ({ other, needs: estimateMemory(config) }))
		.flatMap(({ other, needs }) => (needs !== null && needs.eager < need.eager ? [{ other, needs }] : []))
		.toSorted((a, b) => b.needs.eager - a.needs.eager)[0];
	const remedy =
		smaller === undefined
			? 'It is the smallest of this lab: close other tabs and programs, or lower the memory your own code takes'
			: `If yours holds no more than that, choose the preset "${smaller.other}", which needs ${range(smaller.needs)}`;
	return `By estimate the preset "${name}" needs ${range(need)}: ${parts(need)}. ${remedy}.`;
}

function range({ recorded, eager }: MemoryEstimate): string {
	return `${sizeText(recorded)} when its step is recorded and ${sizeText(eager)} when it runs as written`;
}

function parts({ weights, gradients, moments, activations }: MemoryEstimate): string {
	return `weights ${sizeText(weights)}, gradients ${sizeText(gradients)}, the optimiser's moments ${sizeText(moments)}, activations of a batch ${sizeText(activations)}`;
}
