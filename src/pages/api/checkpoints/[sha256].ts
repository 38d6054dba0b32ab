/** PUT: weights, ahead of the submission that names them. Streams with its own cap. */
import { AppError } from '#contract/error.ts';
import { MAX_CHECKPOINT_BYTES } from '#contract/limits.ts';
import { sha256Schema } from '#contract/submission.ts';
import { apiRoute, readBody, signedIn } from '#server/api.ts';
import { putCheckpoint } from '#server/put-checkpoint.ts';

export const PUT = apiRoute(async (astro, context) => {
	const actor = signedIn(astro);
	const sha256 = sha256Schema.safeParse(astro.params['sha256']);
	if (!sha256.success) throw new AppError('invalid', 'The address of an upload is its SHA-256: 64 hexadecimal digits.');
	await putCheckpoint(context, actor, sha256.data, await readBody(astro.request, MAX_CHECKPOINT_BYTES));
	return new Response(null, { status: 204 });
});
