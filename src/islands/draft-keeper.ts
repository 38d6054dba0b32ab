/** Saves the draft: at once in this browser, a moment later on the server. Tells other tabs, and listens to them. */
import { effect, type Signal, signal } from '@preact/signals';
import type { LabWorkspace, StoredDraft } from '#contract/submission.ts';
import { type ApiFailure, callApi } from './api.ts';
import { type DraftEvent, type DraftSync, startSync, stepSync, wantsSave } from './draft-sync.ts';
import { isDraft, readLocalDraft, writeLocalDraft } from './local-drafts.ts';

const LOCAL_DELAY_MS = 200;
const SERVER_DELAY_MS = 1_500;
const RETRY_MS = 10_000;
/** A conflict here is one that brought no other version. */
const WHY: Partial<Record<ApiFailure['kind'], 'offline' | 'signed-out'>> = {
	unauthenticated: 'signed-out',
	offline: 'offline',
	unavailable: 'offline',
	conflict: 'offline',
};

export interface DraftKeeper {
	readonly sync: Signal<DraftSync>;
	/** The learner typed. */
	edited(): void;
	saveNow(): Promise<void>;
	choose(keep: 'mine' | 'theirs'): void;
}

export interface DraftKeeperOptions {
	readonly workspace: LabWorkspace;
	readonly owner: string;
	/** What the editor shows first. */
	readonly first: Pick<FirstCode, 'revision' | 'isUnsaved'>;
	readonly code: Signal<string>;
	/** Puts text into the editor that another tab or the learner's choice brought. */
	readonly replaceCode: (code: string) => void;
}

export function createDraftKeeper({ workspace, owner, first, code, replaceCode }: DraftKeeperOptions): DraftKeeper {
	const { lab, signedIn, api } = workspace;
	const key = draftKey(workspace);
	const sync = signal(startSync(workspace.draft, first.revision, first.isUnsaved));
	const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel(`draft:${owner}:${key}`) : null;
	let localTimer: ReturnType<typeof setTimeout> | undefined;
	let serverTimer: ReturnType<typeof setTimeout> | undefined;
	const step = (event: DraftEvent): void => {
		sync.value = stepSync(sync.value, event);
	};
	const later = (ms: number): void => {
		clearTimeout(serverTimer);
		serverTimer = setTimeout(() => void saveNow(), ms);
	};

	function keepHere(isUnsaved: boolean): Promise<boolean> {
		clearTimeout(localTimer);
		return writeLocalDraft(owner, key, {
			code: code.peek(),
			labVersion: lab.version,
			revision: sync.peek().revision,
			at: Date.now(),
			isUnsaved,
		});
	}

	async function saveNow(): Promise<void> {
		clearTimeout(serverTimer);
		// A submission saves too, most often what the server has: marked as unsaved, it would win over later work of another device.
		const isKept = await keepHere(!signedIn || sync.peek().state !== 'saved');
		if (!signedIn) return keptHereOnly(isKept);
		if (sync.peek().state === 'saving' || !wantsSave(sync.peek())) return;
		step({ type: 'saving' });
		const body = { name: '', code: code.peek(), labVersion: lab.version, revision: sync.peek().revision };
		const result = await callApi<StoredDraft>('PUT', `${api}/draft`, body);
		if (result.ok) {
			step({ type: 'saved', revision: result.value.revision, at: result.value.updatedAt });
			channel?.postMessage({ revision: result.value.revision, code: body.code });
			if (wantsSave(sync.peek())) later(SERVER_DELAY_MS);
			else await keepHere(false);
			return;
		}
		if (result.kind === 'conflict' && isDraft(result.body)) return met(result.body);
		const why = WHY[result.kind] ?? 'refused';
		step({ type: 'failed', why, message: result.message });
		if (why === 'offline') later(RETRY_MS);
	}

	function keptHereOnly(isKept: boolean): void {
		if (isKept) step({ type: 'saved', revision: 0, at: Date.now() });
		else step({ type: 'failed', why: 'refused', message: 'This browser stores nothing for this site. Copy your code before you leave.' });
	}

	async function met(theirs: StoredDraft): Promise<void> {
		if (theirs.code !== code.peek()) return step({ type: 'conflict', theirs });
		step({ type: 'saved', revision: theirs.revision, at: theirs.updatedAt });
		if (!wantsSave(sync.peek())) await keepHere(false);
	}

	channel?.addEventListener('message', ({ data }: MessageEvent<{ revision: number; code: string }>) => {
		if (sync.peek().state !== 'saved' || data.revision <= sync.peek().revision) return;
		step({ type: 'saved', revision: data.revision, at: Date.now() });
		replaceCode(data.code);
	});
	addEventListener('online', () => void (wantsSave(sync.peek()) && saveNow()));
	addEventListener('focus', () => void (sync.peek().state === 'signed-out' && saveNow()));
	addEventListener('pagehide', () => void (wantsSave(sync.peek()) && keepHere(true)));
	effect(() => void warnBeforeLoss(sync.value));

	return {
		sync,
		edited() {
			step({ type: 'edited' });
			clearTimeout(localTimer);
			localTimer = setTimeout(() => void keepHere(true), LOCAL_DELAY_MS);
			later(SERVER_DELAY_MS);
		},
		saveNow,
		choose(keep) {
			const theirs = sync.peek().theirs;
			step({ type: 'chose', keep });
			if (keep === 'theirs' && theirs !== null) replaceCode(theirs.code);
			void saveNow();
		},
	};
}

/** A sitting of a re-check has a draft of its own. */
export function draftKey({ lab, sitting }: Pick<LabWorkspace, 'lab' | 'sitting'>): string {
	return sitting?.task ?? lab.id;
}

/** Only the state in which this browser refused to store can lose text. */
function warnBeforeLoss({ state }: DraftSync): void {
	window.onbeforeunload = state === 'refused' ? (event) => event.preventDefault() : null;
}

export interface FirstCode {
	readonly code: string;
	/** An edit of this browser that the server has not seen. */
	readonly isUnsaved: boolean;
	/** Server revision it is based on: an older one than the server's meets a conflict, and nothing is overwritten. */
	readonly revision: number;
}

/** What the editor shows first: the unsaved edit of this browser, else the server's draft, else the starter. */
export async function readFirstCode(workspace: LabWorkspace, owner: string): Promise<FirstCode> {
	const local = await readLocalDraft(owner, draftKey(workspace));
	const stored = workspace.draft;
	if (local && (local.isUnsaved || !workspace.signedIn) && local.code !== stored?.code) {
		return { code: local.code, isUnsaved: true, revision: local.revision };
	}
	return { code: stored?.code ?? workspace.starter, isUnsaved: false, revision: stored?.revision ?? 0 };
}
