/** Reads a lab's declaration: fills defaults in and refuses, with the lab and the field in the message, what the contract does not allow. */

import type { z } from 'zod';
import { type Lab, labSchema } from '#contract/lab.ts';

export function defineLab(declaration: z.input<typeof labSchema>): Lab {
	const parsed = labSchema.safeParse(declaration);
	if (!parsed.success) {
		const problems = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'lab'}: ${issue.message}`).join('; ');
		throw new Error(`src/labs/${declaration.id}/lab.ts is not a lab: ${problems}.`);
	}
	return Object.freeze(parsed.data);
}
