/** Drafts in this browser: the only copy of a guest's, and the copy that survives a crashed tab, a lost network or an ended session. */
import { del, get, keys, set } from 'idb-keyval';
import type { StoredDraft } from '#contract/submission.ts';
import { callApi } from './api.ts';
import { clock } from './draft-sync.ts';

export const GUEST = 'guest';

export interface LocalDraft {
	readonly code: string;
	readonly labVersion: number;
	/** Server revision the edit is based on; 0 for none. */
	readonly revision: number;
	readonly at: number;
	/** True until the server has it. */
	readonly isUnsaved: boolean;
}

const keyOf = (owner: string, lab: string): string => `draft:${owner}:${lab}`;

/** Undefined too where storage is off: the page then lives without it. */
export async function readLocalDraft(owner: string, lab: string): Promise<LocalDraft | undefined> {
	return get<LocalDraft>(keyOf(owner, lab)).catch(() => undefined);
}

/** False when this browser refuses to store. */
export async function writeLocalDraft(owner: string, lab: string, draft: LocalDraft): Promise<boolean> {
	return set(keyOf(owner, lab), draft).then(
		() => true,
		() => false,
	);
}

/** Moves a guest's drafts into the account. What the account already has stays; the guest's becomes a named version beside it. */
export async function adoptLocalDrafts(): Promise<readonly string[]> {
	const prefix = keyOf(GUEST, '');
	const found = (await keys().catch(() => [])).filter((key) => typeof key === 'string').filter((key) => key.startsWith(prefix));
	const adopted: string[] = [];
	for (const key of found) {
		const draft = await get<LocalDraft>(key);
		const lab = key.slice(prefix.length);
		if (draft !== undefined && (await adopt(lab, draft))) {
			await del(key);
			adopted.push(lab);
		}
	}
	return adopted;
}

async function adopt(lab: string, { code, labVersion, at }: LocalDraft): Promise<boolean> {
	const path = `/api/labs/${lab}/draft`;
	const first = await callApi<StoredDraft>('PUT', path, { name: '', code, labVersion, revision: 0 });
	if (first.ok) return true;
	if (first.kind !== 'conflict') return false;
	const day = new Date(at).toISOString().slice(0, 10);
	return (await callApi('PUT', path, { name: `From this browser, ${day} ${clock(at)}`, code, labVersion, revision: 0 })).ok;
}
