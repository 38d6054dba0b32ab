/** 10 submissions in 10 minutes and 60 a day per learner and lab. */

import { AppError } from '#contract/error.ts';
import { SUBMISSIONS_PER_10_MIN, SUBMISSIONS_PER_DAY } from '#contract/limits.ts';
import type { SubmitRequest } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { countSubmissionsSince } from '#db/store/submissions.ts';
import type { Context } from './context.ts';

/** To be asked in the learner's turn, before a new submission. Counted from the submissions themselves, so that the limit survives a restart and holds for every web process. */
export async function limitSubmissions(context: Context, actor: Actor, request: SubmitRequest): Promise<void> {
	const now = context.now();
	const [recent, today] = await Promise.all([
		countSubmissionsSince(context.client, actor.id, request.lab, now - 600_000),
		countSubmissionsSince(context.client, actor.id, request.lab, now - 86_400_000),
	]);
	if (recent >= SUBMISSIONS_PER_10_MIN)
		throw new AppError('too-many', `${SUBMISSIONS_PER_10_MIN} submissions of this lab in 10 minutes is the limit.`, {
			fix: 'The public checks run as often as you like. Submit again in a few minutes.',
		});
	if (today >= SUBMISSIONS_PER_DAY)
		throw new AppError('too-many', `${SUBMISSIONS_PER_DAY} submissions of this lab in a day is the limit.`, {
			fix: 'The public checks run as often as you like. Submit again tomorrow.',
		});
}
