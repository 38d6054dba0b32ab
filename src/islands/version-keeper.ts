/** Named versions of the code: on the server, for a guest in this browser. Refuses to replace one that changed since it was listed. */
import { type Signal, signal } from '@preact/signals';
import { MAX_SOURCE_BYTES } from '#contract/limits.ts';
import type { LabWorkspace, StoredDraft } from '#contract/submission.ts';
import { callApi } from './api.ts';
import { readLocalVersions, writeLocalVersions } from './local-drafts.ts';
import { withVersion } from './version-list.ts';

export interface VersionKeeper {
	/** Newest first. Null until they are loaded. */
	readonly list: Signal<readonly StoredDraft[] | null>;
	readonly problem: Signal<string | null>;
	load(): Promise<void>;
	/** True when it is kept. */
	save(name: string, code: string): Promise<boolean>;
}

export function createVersionKeeper({ lab, signedIn, api }: LabWorkspace, owner: string): VersionKeeper {
	const list = signal<readonly StoredDraft[] | null>(null);
	const problem = signal<string | null>(null);

	async function load(): Promise<void> {
		if (!signedIn) {
			list.value = await readLocalVersions(owner, lab.id);
			return;
		}
		const result = await callApi<StoredDraft[]>('GET', `${api}/drafts`);
		if (result.ok) list.value = result.value;
		problem.value = result.ok ? null : result.message;
	}

	async function saveHere(version: StoredDraft): Promise<boolean> {
		const next = withVersion(list.peek() ?? [], version);
		const isKept = await writeLocalVersions(owner, lab.id, next);
		if (isKept) list.value = next;
		problem.value = isKept ? null : 'This browser stores nothing for this site. Copy your code before you leave.';
		return isKept;
	}

	async function saveThere(version: StoredDraft): Promise<boolean> {
		const { name, code, labVersion, revision } = version;
		const result = await callApi<StoredDraft>('PUT', `${api}/draft`, { name, code, labVersion, revision });
		if (result.ok) list.value = withVersion(list.peek() ?? [], result.value);
		else if (result.kind === 'conflict') await load();
		problem.value = result.ok
			? null
			: result.kind === 'conflict'
				? `“${name}” was saved from another tab or device meanwhile. Choose another name, or save once more to replace it.`
				: result.message;
		return result.ok;
	}

	return {
		list,
		problem,
		load,
		async save(name, code) {
			if (new TextEncoder().encode(code).byteLength > MAX_SOURCE_BYTES) {
				problem.value = `The code is longer than ${MAX_SOURCE_BYTES / 1024} kB. Shorten it, then save it again.`;
				return false;
			}
			if (list.peek() === null) await load();
			const known = list.peek()?.find((version) => version.name === name);
			const version = { name, code, labVersion: lab.version, revision: known?.revision ?? 0, updatedAt: Date.now() };
			return signedIn ? saveThere(version) : saveHere(version);
		},
	};
}
