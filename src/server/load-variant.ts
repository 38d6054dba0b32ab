/** The re-check's task of a lab, read from its variant.ts. Holds no check and no solution: those lie in variant.hidden.ts, for the grader alone. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AppError } from '#contract/error.ts';
import type { Variant } from '#grading/core/variant.ts';
import { labFolder } from './lab-files.ts';

/** @throws AppError `unavailable` when the lab's variant cannot be loaded. */
export async function loadVariant(labId: string): Promise<Variant> {
	const module: Readonly<Record<string, unknown>> = await import(
		/* @vite-ignore */ pathToFileURL(join(labFolder(labId), 'variant.ts')).href
	);
	const { variant } = module;
	// A lab's own file: its type is checked where it is written.
	if (typeof variant === 'object' && variant !== null && 'starter' in variant) return variant as Variant;
	throw new AppError('unavailable', `The lab ${labId} exports no variant.`, {
		at: 'variant.ts',
		fix: 'docs/authoring.md says what it must export.',
	});
}
