/**
 * What makes a lab's numbers the learner's own, where it asks for that. Both seeds follow from the installation's secret and the account's id, which
 * no login, export or new password changes; so they need no column, and a regrade years later draws the same.
 */
import type { Lab } from '#contract/lab.ts';
import { GUEST_SEED, ownNumbersOf, withOwnNumbers } from '#grading/core/own-numbers.ts';
import { readLabFile } from './lab-files.ts';
import type { Secret } from './secret.ts';

/**
 * Public: the page shows what follows from it. It leaves the lab's version out, so that a check which is mended in a later version judges an older
 * submission by the numbers that its author saw.
 */
export function ownSeedOf(secret: Secret, { id, perLearner }: Pick<Lab, 'id' | 'perLearner'>, userId: string | null): number {
	if (perLearner === undefined || userId === null) return GUEST_SEED;
	return Number.parseInt(secret.derive(`own:${id}:${userId}`).slice(0, 8), 16);
}

/** Of the hidden cases, hexadecimal. A re-check is one task for everybody. */
export function hiddenSecretOf(
	secret: Secret,
	lab: Pick<Lab, 'id' | 'version' | 'perLearner'>,
	learner: { userId: string; mode: string },
): string {
	const purpose = `hidden:${lab.id}:${lab.version}`;
	return secret.derive(lab.perLearner === undefined || learner.mode !== 'practice' ? purpose : `${purpose}:${learner.userId}`);
}

/** The starter as this learner sees it first. */
export function starterFor(secret: Secret, lab: Pick<Lab, 'id' | 'perLearner'>, userId: string | null): string {
	const starter = readLabFile(lab.id, 'starter.ts');
	return lab.perLearner === undefined ? starter : withOwnNumbers(starter, ownNumbersOf(lab, ownSeedOf(secret, lab, userId)));
}
