/** Keeps a draft or a named version. An edit based on an older revision changes nothing and gives the stored one back. */

import { AppError } from '#contract/error.ts';
import { MAX_SOURCE_BYTES } from '#contract/limits.ts';
import type { DraftWrite, StoredDraft } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import type { Client } from '#db/client.ts';
import { type Draft, listVersions, selectOptionalDraft, upsertDraft } from '#db/store/drafts.ts';
import type { Context } from './context.ts';
import { inTurn } from './in-turn.ts';

const MAX_VERSIONS = 100;

export type SaveDraftResult =
	| { readonly state: 'saved'; readonly draft: StoredDraft }
	| { readonly state: 'older'; readonly draft: StoredDraft };

/** `labId`: the lab, or the task of a re-check, which the caller has looked up. @throws AppError `too-large` over 64 kB, `too-many` over 100 versions. */
export async function saveDraft(context: Context, actor: Actor, labId: string, write: DraftWrite): Promise<SaveDraftResult> {
	const sizeBytes = new TextEncoder().encode(write.code).byteLength;
	if (sizeBytes > MAX_SOURCE_BYTES) {
		throw new AppError(
			'too-large',
			`The code is ${Math.ceil(sizeBytes / 1024)} kB, and ${MAX_SOURCE_BYTES / 1024} kB is the limit. It is kept in this browser only.`,
			{ fix: 'Shorten it; then it is saved again.' },
		);
	}
	// The draft without a name is one row, and its revision guards it; only names can become too many.
	if (write.name === '') return writeDraft(context, context.client, actor, labId, write);
	return inTurn(context, 'drafts', actor.id, async (turn) => {
		await requireFreeName(context, actor, labId, write.name);
		return writeDraft(context, turn, actor, labId, write);
	});
}

async function writeDraft(context: Context, client: Client, actor: Actor, labId: string, write: DraftWrite): Promise<SaveDraftResult> {
	const { name, code, labVersion, revision } = write;
	const saved = await upsertDraft(client, {
		userId: actor.id,
		labId,
		name,
		code,
		labVersion,
		basedOn: revision,
		now: context.now(),
	});
	if (saved) return { state: 'saved', draft: toStoredDraft(saved) };
	const stored = await selectOptionalDraft(client, actor.id, labId, name);
	if (stored) return { state: 'older', draft: toStoredDraft(stored) };
	// Based on a revision of a draft that is gone: begin it again rather than lose the edit.
	const again = await upsertDraft(client, { userId: actor.id, labId, name, code, labVersion, basedOn: 0, now: context.now() });
	if (!again) throw new AppError('conflict', 'Two tabs saved at the same moment.', { fix: 'Save again.' });
	return { state: 'saved', draft: toStoredDraft(again) };
}

/** Whatever revision the write claims: a name that is not there yet would be a new version. */
async function requireFreeName(context: Context, actor: Actor, labId: string, name: string): Promise<void> {
	const versions = await listVersions(context.client, actor.id, labId);
	if (versions.length < MAX_VERSIONS || versions.some((version) => version.name === name)) return;
	throw new AppError('too-many', `This lab already has ${MAX_VERSIONS} named versions.`, { fix: 'Save under an existing name.' });
}

export function toStoredDraft(draft: Draft): StoredDraft {
	return {
		name: draft.name,
		code: draft.code,
		labVersion: draft.labVersion,
		revision: draft.revision,
		updatedAt: draft.updatedAt.getTime(),
	};
}

/** The autosaved draft, or null. */
export async function getDraft(context: Context, actor: Actor, labId: string): Promise<StoredDraft | null> {
	const draft = await selectOptionalDraft(context.client, actor.id, labId);
	return draft ? toStoredDraft(draft) : null;
}

/** Named versions, newest first. */
export async function getVersions(context: Context, actor: Actor, labId: string): Promise<StoredDraft[]> {
	return (await listVersions(context.client, actor.id, labId)).map(toStoredDraft);
}
