/**
 * When a draft is saved and what the status bar says: a pure state machine. The caller does what `effect` asks and reports back.
 * Refuses to overwrite: a conflict stops saving until the learner has chosen.
 */
import type { StoredDraft } from '#contract/submission.ts';

export type SaveState = 'saved' | 'dirty' | 'saving' | 'offline' | 'signed-out' | 'conflict' | 'refused';

export interface DraftSync {
	readonly state: SaveState;
	/** Revision the next edit is based on. */
	readonly revision: number;
	/** Edited again while a save was on its way. */
	readonly isStale: boolean;
	readonly savedAt: number | null;
	/** The version of another tab or device, while it waits for a choice. */
	readonly theirs: StoredDraft | null;
	readonly message: string | null;
}

export type DraftEvent =
	| { readonly type: 'edited' }
	| { readonly type: 'saving' }
	| { readonly type: 'saved'; readonly revision: number; readonly at: number }
	| { readonly type: 'conflict'; readonly theirs: StoredDraft }
	| { readonly type: 'failed'; readonly why: 'offline' | 'signed-out' | 'refused'; readonly message: string }
	/** The learner chose; `revision` is that of the version they saw. */
	| { readonly type: 'chose'; readonly keep: 'mine' | 'theirs' };

/** `revision`: that of the text on show, when it is not the stored one; `isUnsaved`: it is work of an earlier visit that the server does not have. */
export function startSync(draft: StoredDraft | null, revision = draft?.revision ?? 0, isUnsaved = false): DraftSync {
	return { state: isUnsaved ? 'dirty' : 'saved', revision, isStale: false, savedAt: draft?.updatedAt ?? null, theirs: null, message: null };
}

export function stepSync(sync: DraftSync, event: DraftEvent): DraftSync {
	switch (event.type) {
		case 'edited':
			if (sync.state === 'conflict') return sync;
			return sync.state === 'saving' ? { ...sync, isStale: true } : { ...sync, state: 'dirty' };
		case 'saving':
			return sync.state === 'conflict' ? sync : { ...sync, state: 'saving', isStale: false };
		case 'saved':
			return {
				state: sync.isStale ? 'dirty' : 'saved',
				revision: event.revision,
				isStale: false,
				savedAt: event.at,
				theirs: null,
				message: null,
			};
		case 'conflict':
			return { ...sync, state: 'conflict', isStale: false, theirs: event.theirs };
		case 'failed':
			return { ...sync, state: event.why, isStale: false, message: event.message };
		case 'chose': {
			if (sync.theirs === null) return sync;
			const { revision, updatedAt } = sync.theirs;
			return {
				state: event.keep === 'mine' ? 'dirty' : 'saved',
				revision,
				isStale: false,
				savedAt: updatedAt,
				theirs: null,
				message: null,
			};
		}
	}
}

/** Must the draft be sent again? */
export function wantsSave(sync: DraftSync): boolean {
	return sync.state === 'dirty' || sync.state === 'offline' || sync.state === 'signed-out' || sync.state === 'refused';
}

export function describeSync(sync: DraftSync, signedIn: boolean): string {
	const at = sync.savedAt === null ? '' : ` ${clock(sync.savedAt)}`;
	switch (sync.state) {
		case 'saved':
			return sync.savedAt === null ? 'nothing to save yet' : `saved${at}${signedIn ? '' : ', in this browser'}`;
		case 'dirty':
		case 'saving':
			return 'saving';
		case 'offline':
			return 'offline, kept here';
		case 'signed-out':
			return 'signed out, kept here';
		case 'conflict':
			return 'two versions: choose one';
		case 'refused':
			return 'not saved, kept here';
	}
}

export function clock(milliseconds: number): string {
	return new Date(milliseconds).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hour12: false });
}
