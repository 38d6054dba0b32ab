/** Staff put submissions that need a person back into the queue, once what was broken is mended. Each is audited. */
import { AppError } from '#contract/error.ts';
import type { Actor } from '#contract/user.ts';
import { requeueUnjudgedJobs } from '#db/store/unjudged-jobs.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { listUnjudged } from './list-unjudged.ts';

/** One submission, or `all` that the actor sees. @throws AppError `missing` for one that they do not see or that is not unjudged any more. */
export async function retryUnjudged(context: Context, actor: Actor, which: string, ip?: string): Promise<number> {
	const seen = (await listUnjudged(context, actor)).map(({ submissionId }) => submissionId);
	const asked = which === 'all' ? seen : seen.filter((id) => id === which);
	const done = await requeueUnjudgedJobs(context.client, asked, context.now());
	if (done.length === 0) throw new AppError('missing', 'There is no such submission that needs a person.', { fix: 'Reload the page.' });
	const from = ip === undefined ? {} : { ip };
	for (const targetId of done)
		await audit(context, { actorId: actor.id, action: 'retry', targetKind: 'submission', targetId, detail: {}, ...from });
	return done.length;
}
