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

const versionsKeyOf = (owner: string, lab: string): string => `versions:${owner}:${lab}`;

/** A guest's named versions, newest first. */
export async function readLocalVersions(owner: string, lab: string): Promise<readonly StoredDraft[]> {
	return (await get<readonly StoredDraft[]>(versionsKeyOf(owner, lab)).catch(() => undefined)) ?? [];
}

/** False when this browser refuses to store. */
export async function writeLocalVersions(owner: string, lab: string, versions: readonly StoredDraft[]): Promise<boolean> {
	return set(versionsKeyOf(owner, lab), versions).then(
		() => true,
		() => false,
	);
}

/** Moves a guest's drafts into the account. What the account already has stays; the guest's becomes a named version beside it. */
export async function adoptLocalDrafts(): Promise<readonly string[]> {
	const found = (await keys<string>().catch((): string[] => [])).filter((key) => typeof key === 'string');
	const labsOf = (prefix: string): string[] => found.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
	const adopted: string[] = [];
	for (const lab of labsOf(keyOf(GUEST, ''))) {
		const draft = await get<LocalDraft>(keyOf(GUEST, lab));
		if (draft === undefined || !(await adopt(lab, draft))) continue;
		await del(keyOf(GUEST, lab));
		adopted.push(lab);
	}
	for (const lab of labsOf(versionsKeyOf(GUEST, ''))) await adoptVersions(lab);
	return adopted;
}

async function adopt(lab: string, { code, labVersion, at }: LocalDraft): Promise<boolean> {
	const path = `/api/labs/${lab}/draft`;
	const first = await callApi<StoredDraft>('PUT', path, { name: '', code, labVersion, revision: 0 });
	if (first.ok) return true;
	if (first.kind !== 'conflict') return false;
	// Sent before, by a page that was left in the middle: the answer carries the stored draft.
	if (holdsCode(first.body, code)) return true;
	return adoptVersion(lab, `From this browser, ${dayOf(at)} ${clock(at)}`, code, labVersion);
}

function holdsCode(body: unknown, code: string): boolean {
	return typeof body === 'object' && body !== null && 'code' in body && body.code === code;
}

/** Those that could not be sent stay here for the next time. */
async function adoptVersions(lab: string): Promise<void> {
	const left: StoredDraft[] = [];
	for (const version of await readLocalVersions(GUEST, lab)) {
		const { name, code, labVersion, updatedAt } = version;
		const isKept =
			(await adoptVersion(lab, name, code, labVersion)) ||
			(await adoptVersion(lab, `${name}, ${dayOf(updatedAt)} ${clock(updatedAt)}`, code, labVersion));
		if (!isKept) left.push(version);
	}
	if (left.length > 0) await writeLocalVersions(GUEST, lab, left);
	else await del(versionsKeyOf(GUEST, lab));
}

/** False where the account has another version of that name. */
async function adoptVersion(lab: string, name: string, code: string, labVersion: number): Promise<boolean> {
	return (await callApi('PUT', `/api/labs/${lab}/draft`, { name: name.slice(0, 80), code, labVersion, revision: 0 })).ok;
}

function dayOf(milliseconds: number): string {
	return new Date(milliseconds).toISOString().slice(0, 10);
}
