/**
 * A submission from the button to the verdict. The request with its key is kept in this browser until the server has acknowledged it,
 * so that a retry is never a second submission. Says "submitted" only after the 202.
 */
import { type Signal, signal } from '@preact/signals';
import { del, get, set } from 'idb-keyval';
import type { LabWorkspace, SubmissionView, SubmitRequest, VerdictEffect } from '#contract/submission.ts';
import { callApi } from './api.ts';
import { uploadCheckpoint } from './upload-checkpoint.ts';

export type SeenSubmission = SubmissionView & { readonly effect?: VerdictEffect };
export type SubmitState =
	| { readonly at: 'none' }
	| { readonly at: 'uploading'; readonly share: number }
	| { readonly at: 'sending' }
	| { readonly at: 'kept'; readonly message: string }
	| { readonly at: 'refused'; readonly message: string; readonly isOldVersion: boolean }
	| { readonly at: 'submitted'; readonly view: SeenSubmission | null; readonly id: string };

const POLL_MS = 2_000;

export interface SubmitKeeper {
	readonly state: Signal<SubmitState>;
	submit(code: string, weights: ArrayBuffer | null): Promise<void>;
	/** Sends what an earlier visit could not. */
	resume(): Promise<void>;
}

export function createSubmitKeeper(workspace: LabWorkspace, owner: string, onVerdict: () => void): SubmitKeeper {
	const { lab } = workspace;
	const state = signal<SubmitState>({ at: 'none' });
	const key = `submit:${owner}:${lab.id}`;

	async function send(request: SubmitRequest): Promise<void> {
		state.value = { at: 'sending' };
		await set(key, request).catch(() => undefined);
		const result = await callApi<{ id: string }>('POST', '/api/submissions', request);
		if (result.ok) {
			await del(key).catch(() => undefined);
			state.value = { at: 'submitted', view: null, id: result.value.id };
			return follow(result.value.id);
		}
		if (result.kind === 'offline' || result.kind === 'unavailable' || result.kind === 'unauthenticated') {
			state.value = { at: 'kept', message: `${result.message} Not submitted yet: it is kept here and sent when that is possible.` };
			return;
		}
		await del(key).catch(() => undefined);
		state.value = { at: 'refused', message: result.message, isOldVersion: result.kind === 'conflict' };
	}

	function show(view: SeenSubmission): void {
		state.value = { at: 'submitted', view, id: view.id };
		if (view.state === 'done') onVerdict();
	}

	function follow(id: string): void {
		const source = new EventSource(`/api/submissions/${id}/events`);
		source.addEventListener('state', ({ data }) => {
			// Our own server wrote it, in the shape of the contract.
			const view = JSON.parse(String(data)) as SeenSubmission;
			if (isOver(view)) source.close();
			show(view);
		});
		source.onerror = () => {
			source.close();
			void poll(id);
		};
	}

	async function poll(id: string): Promise<void> {
		const result = await callApi<SeenSubmission>('GET', `/api/submissions/${id}`);
		if (result.ok) show(result.value);
		if (!result.ok || !isOver(result.value)) setTimeout(() => void poll(id), POLL_MS);
	}

	async function resume(): Promise<void> {
		const kept = await get<SubmitRequest>(key).catch(() => undefined);
		if (kept) await send(kept);
	}
	addEventListener('online', () => void (state.peek().at === 'kept' && resume()));

	return {
		state,
		resume,
		async submit(code, weights) {
			const at = state.peek().at;
			if (at === 'uploading' || at === 'sending') return;
			const uploaded = await upload(weights);
			if (uploaded === null) return;
			const idempotencyKey = crypto.randomUUID();
			await send({ lab: lab.id, version: lab.version, code, idempotencyKey, checkpoints: uploaded });
		},
	};

	/** Null when it cannot go on; the state says why. */
	async function upload(weights: ArrayBuffer | null): Promise<SubmitRequest['checkpoints'] | null> {
		const [wanted] = lab.checkpoints;
		if (wanted === undefined) return [];
		if (weights === null) {
			if (!wanted.required) return [];
			state.value = {
				at: 'refused',
				message: 'This lab is judged with trained weights. Train first (Shift+Enter), then submit.',
				isOldVersion: false,
			};
			return null;
		}
		const result = await uploadCheckpoint(weights, (share) => {
			state.value = { at: 'uploading', share };
		});
		if (result.ok) return [{ name: wanted.name, sha256: result.value }];
		state.value = { at: 'refused', message: result.message, isOldVersion: false };
		return null;
	}
}

function isOver({ state }: SubmissionView): boolean {
	return state === 'done' || state === 'needs-staff';
}
