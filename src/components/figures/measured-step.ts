/**
 * The step that the figure "where the time goes" draws in lessons: src/content/measured/engine-step.json, written by a command that it names.
 * Null where nothing has been measured; a file of another shape stops the build.
 */
import { z } from 'zod';
import { fromWorkerSchema } from '#contract/run.ts';
import type { KernelStep } from '#islands/kernel-kinds.ts';

/** What the file holds beside the worker's own message. */
const aboutSchema = z.looseObject({
	/** In words, as `ready` gives it. */
	adapter: z.string().min(1).max(200),
	preset: z.string().min(1),
	/** The command that measured it. */
	command: z.string().min(1),
});

export interface MeasuredStep extends KernelStep {
	readonly adapter: string;
	readonly preset: string;
	readonly command: string;
}

/** @throws when the file is not a `kernels` message with adapter, preset and command */
export function parseMeasuredStep(file: unknown): MeasuredStep {
	const { adapter, preset, command } = aboutSchema.parse(file);
	const step = fromWorkerSchema.parse(file);
	if (step.type !== 'kernels') throw new Error(`engine-step.json holds a message of type "${step.type}"; it must be "kernels".`);
	return { ...step, adapter, preset, command };
}

export function loadMeasuredStep(): MeasuredStep | null {
	// A glob, not an import: the file may not be there.
	const [file] = Object.values(import.meta.glob('../../content/measured/engine-step.json', { eager: true, import: 'default' }));
	return file === undefined ? null : parseMeasuredStep(file);
}
