/** The forms of the regrade pages: asking for one, and deciding on one. A decision is carried through at once as far as a request may last. */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { applyRegrade, discardRegrade, type RegradePlace, retryRegrade, undoRegrade } from './decide-regrade.ts';
import { finishRegrade } from './finish-regrade.ts';
import { type Fields, parseFields } from './form.ts';
import { startRegrade, startRegradeSchema } from './start-regrade.ts';

/** The rest goes on after the answer, here and, should this process end, in the grader. */
const WAIT_MS = 2_000;

const DECISIONS: Readonly<Record<string, (context: Context, actor: Actor, place: RegradePlace) => Promise<void>>> = {
	apply: applyRegrade,
	undo: undoRegrade,
	discard: discardRegrade,
	retry: retryRegrade,
};

/** The new regrade's id. @throws FormError, or AppError `missing` or `invalid`. */
export function handleStartRegrade(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<string> {
	return startRegrade(context, actor, cohortId, parseFields(startRegradeSchema, fields));
}

/** @throws AppError `missing`, `conflict`, or `invalid` for an action that there is not. */
export async function handleRegradeDecision(context: Context, actor: Actor, place: RegradePlace, action: string): Promise<void> {
	const decide = Object.hasOwn(DECISIONS, action) ? DECISIONS[action] : undefined;
	if (!decide) throw new AppError('invalid', 'The form names nothing that can be done with a regrade.', { fix: 'Reload the page.' });
	await decide(context, actor, place);
	const finishing = finishRegrade(context, place.regradeId).catch((error: unknown) =>
		context.log.error({ event: 'regrade-not-finished', regrade: place.regradeId, err: error }),
	);
	await Promise.race([finishing, sleep(WAIT_MS)]);
}
