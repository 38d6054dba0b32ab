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

/** Code of a guest's that came along into the account. */
export interface AdoptedDraft {
	readonly lab: string;
	/** The account's draft of that lab now. */
	readonly draft: StoredDraft;
	/** Where the account had another draft already: the name of the version that holds the guest's. */
	readonly version: string | null;
}

/** Moves a guest's drafts into the account. What the account already has stays; the guest's becomes a named version beside it. */
export async function adoptLocalDrafts(): Promise<readonly AdoptedDraft[]> {
	const found = (await keys<string>().catch((): string[] => [])).filter((key) => typeof key === 'string');
	const labsOf = (prefix: string): string[] => found.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
	const adopted: AdoptedDraft[] = [];
	for (const lab of labsOf(keyOf(GUEST, ''))) {
		const draft = await get<LocalDraft>(keyOf(GUEST, lab));
		const came = draft === undefined ? null : await adopt(lab, draft);
		if (came === null) continue;
		await del(keyOf(GUEST, lab));
		adopted.push(came);
	}
	for (const lab of labsOf(versionsKeyOf(GUEST, ''))) await adoptVersions(lab);
	return adopted;
}

/** Null where it could not be sent: it stays here for the next time. */
async function adopt(lab: string, { code, labVersion, at }: LocalDraft): Promise<AdoptedDraft | null> {
	const path = `/api/labs/${lab}/draft`;
	const first = await callApi<StoredDraft>('PUT', path, { name: '', code, labVersion, revision: 0 });
	if (first.ok) return { lab, draft: first.value, version: null };
	if (first.kind !== 'conflict' || !isDraft(first.body)) return null;
	const draft = first.body;
	// Sent before, by a page that was left in the middle.
	if (draft.code === code) return { lab, draft, version: null };
	const version = `From this browser, ${dayOf(at)} ${clock(at)}`;
	return (await adoptVersion(lab, version, code, labVersion)) ? { lab, draft, version } : null;
}

/** A 409 of this route carries the stored draft (docs/architecture.md); one of a proxy does not. */
export function isDraft(body: unknown): body is StoredDraft {
	return typeof body === 'object' && body !== null && 'code' in body && 'revision' in body;
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
