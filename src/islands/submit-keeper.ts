/**
 * A submission from the button to the verdict. The request with its key and its weights is kept in this browser until the server has
 * acknowledged it, so that a retry is never a second submission. Says "submitted" only after the 202.
 */
import { type Signal, signal } from '@preact/signals';
import { del, get, set } from 'idb-keyval';
import type { LabWorkspace, SubmissionView, SubmitRequest, VerdictEffect } from '#contract/submission.ts';
import { type ApiFailure, callApi, isErrorBody } from './api.ts';
import { draftKey } from './draft-keeper.ts';
import { clock } from './draft-sync.ts';
import { createLocalQueue } from './local-queue.ts';
import { placeOf } from './local-training.ts';
import { readMissing } from './missing-weights.ts';
import { createDrain, type Held } from './submission-drain.ts';
import { enqueue, fateOf, MAX_WAITING, type Queue, type QueuedSubmission } from './submission-queue.ts';
import { uploadCheckpoint } from './upload-checkpoint.ts';

export type SeenSubmission = SubmissionView & { readonly effect?: VerdictEffect };
export type SubmitState =
	| { readonly at: 'none' }
	| { readonly at: 'uploading'; readonly share: number }
	| { readonly at: 'sending' }
	| { readonly at: 'refused'; readonly message: string; readonly why: 'old-version' | 'no-weights' | 'other' }
	| { readonly at: 'submitted'; readonly view: SeenSubmission | null; readonly id: string };

const POLL_MS = 2_000;
const LONGEST_POLL_MS = 15_000;

export interface SubmitKeeper {
	readonly state: Signal<SubmitState>;
	/** What waits in this browser, of every lab. */
	readonly waiting: Signal<Queue>;
	/** Why it waits; null when nothing does. */
	readonly held: Signal<Held | null>;
	/** Sentences about what waited and went out or was refused, beside the submission that `state` is about. */
	readonly notices: Signal<readonly string[]>;
	submit(code: string, weights: ArrayBuffer | null): Promise<void>;
	/** Sends what could not be sent, and follows what was not judged yet. */
	resume(): Promise<void>;
}

export function createSubmitKeeper(workspace: LabWorkspace, owner: string, onVerdict: () => void): SubmitKeeper {
	const { lab } = workspace;
	const sitting = workspace.sitting === null ? {} : { sitting: workspace.sitting.task };
	const isOfHere = (item: QueuedSubmission): boolean => item.lab === lab.id && item.sitting === sitting.sitting;
	const state = signal<SubmitState>({ at: 'none' });
	const queue = createLocalQueue(owner);
	const { waiting } = queue;
	const notices = signal<readonly string[]>([]);
	const openKey = `submitted:${owner}:${draftKey(workspace)}`;
	/** Hashes of weights that the server has, by the key of a submission that waits on: a next try does not send them again. */
	const uploads = new Map<string, string>();
	/** Key of a submission that was pressed while nothing waited: a limit refuses it instead of keeping it. */
	let alone: string | null = null;
	/** Of the submission on the way or waiting for its verdict: pressed again with the same code, nothing goes out twice. */
	let underway: string | null = null;

	async function read(): Promise<void> {
		const wasAny = waiting.peek().some((item) => isOfHere(item) && !drain.onTheWay.has(item.key));
		await queue.read();
		if (wasAny && !waiting.peek().some(isOfHere))
			tell('Another tab sent what waited here. It is in My work if it was submitted; else that tab says why not.');
	}

	function tell(sentence: string): void {
		notices.value = [...notices.peek().filter((other) => other !== sentence), sentence];
	}

	async function send(item: QueuedSubmission, isQuiet: boolean): Promise<Held | null> {
		const isShown = !isQuiet && isOfHere(item);
		const uploaded = await upload(item, isShown);
		if (isShown) state.value = { at: 'sending' };
		const result = 'failure' in uploaded ? { ok: false as const, ...uploaded.failure } : await post(item, uploaded.checkpoints);
		const fate = fateOf(result, item.key === alone);
		if (fate !== 'sent' && isOfHere(item)) underway = null;
		if (!result.ok && fate === 'wait') {
			alone = null;
			// Why it waits stands in a box of its own.
			if (isShown) state.value = { at: 'none' };
			return heldBy(result);
		}
		uploads.delete(item.key);
		await queue.remove(item.key);
		if (!result.ok) refused(item, result);
		else if (isOfHere(item)) await accepted(result.value.id);
		else tell(`${item.title} was submitted from here just now; its verdict is in My work.`);
		return null;
	}

	function refused(item: QueuedSubmission, { kind, message }: ApiFailure): void {
		// What goes out after it, or is being judged, takes the place that `state` has.
		const isAmongOthers = state.peek().at === 'submitted' || waiting.peek().some(isOfHere);
		if (!isOfHere(item)) tell(`${item.title} was not accepted for judging: ${message} Open that lab; its code is kept.`);
		else if (isAmongOthers) tell(`What you submitted at ${clock(item.writtenAt)} was not accepted for judging: ${message}`);
		else state.value = { at: 'refused', message, why: kind === 'conflict' ? 'old-version' : 'other' };
	}

	function post(item: QueuedSubmission, checkpoints: SubmitRequest['checkpoints']): ReturnType<typeof callApi<{ id: string }>> {
		const request: SubmitRequest = {
			lab: item.lab,
			version: item.version,
			code: item.code,
			idempotencyKey: item.key,
			checkpoints,
			...(item.sitting === undefined ? {} : { sitting: item.sitting }),
		};
		return callApi<{ id: string }>('POST', '/api/submissions', request);
	}

	async function upload(
		{ key, weights }: QueuedSubmission,
		isShown: boolean,
	): Promise<{ checkpoints: SubmitRequest['checkpoints'] } | { failure: ApiFailure }> {
		if (weights === null) return { checkpoints: [] };
		const known = uploads.get(key);
		if (known !== undefined) return { checkpoints: [{ name: weights.name, sha256: known }] };
		const result = await uploadCheckpoint(weights.bytes, (share) => {
			if (isShown) state.value = { at: 'uploading', share };
		});
		if (!result.ok) return { failure: result };
		uploads.set(key, result.value);
		return { checkpoints: [{ name: weights.name, sha256: result.value }] };
	}

	async function accepted(id: string): Promise<void> {
		state.value = { at: 'submitted', view: null, id };
		await set(openKey, id).catch(() => undefined);
		follow(id);
	}

	function show(view: SeenSubmission): void {
		const now = state.peek();
		// A newer submission is on the way: an older verdict does not take its place.
		if (now.at === 'submitted' && now.id !== view.id) return;
		state.value = { at: 'submitted', view, id: view.id };
		if (isOver(view)) {
			underway = null;
			void del(openKey).catch(() => undefined);
		}
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
			void poll(id, POLL_MS);
		};
	}

	async function poll(id: string, waitMs: number): Promise<void> {
		const result = await callApi<SeenSubmission>('GET', `/api/submissions/${id}`);
		if (result.ok) show(result.value);
		const isGone = !result.ok && (result.kind === 'missing' || result.kind === 'unauthenticated');
		if (isGone || (result.ok && isOver(result.value))) return;
		setTimeout(() => void poll(id, Math.min(waitMs * 1.5, LONGEST_POLL_MS)), waitMs);
	}

	const drain = createDrain({ waiting, read, send, target: globalThis });
	async function resume(): Promise<void> {
		await drain.run(false);
		const open = state.peek().at === 'none' ? await get<string>(openKey).catch(() => undefined) : undefined;
		if (open !== undefined) await poll(open, POLL_MS);
	}

	return {
		state,
		waiting,
		held: drain.held,
		notices,
		resume,
		async submit(code, weights) {
			const { at } = state.peek();
			if (at === 'uploading' || at === 'sending' || (underway === code && weights === null)) return;
			const [wanted] = lab.checkpoints;
			if (wanted?.required && weights === null) {
				// The place in which training-keeper.ts keeps them.
				state.value = { at: 'refused', message: await readMissing(placeOf(owner, lab.id), lab.presets), why: 'no-weights' };
				return;
			}
			const item: QueuedSubmission = {
				key: crypto.randomUUID(),
				lab: lab.id,
				...sitting,
				title: `${lab.lesson} ${lab.title}`,
				version: lab.version,
				code,
				writtenAt: Date.now(),
				weights: wanted === undefined || weights === null ? null : { name: wanted.name, bytes: weights },
			};
			const entry = enqueue(waiting.peek(), item, drain.onTheWay);
			if (entry === null) {
				state.value = {
					at: 'refused',
					message: `${MAX_WAITING} submissions wait here already, and no more fit. They go out by themselves; submit again then.`,
					why: 'other',
				};
				return;
			}
			underway = code;
			alone = waiting.peek().length === 0 ? entry.item.key : null;
			await queue.add(entry.item, (stored) => enqueue(stored, entry.item, drain.onTheWay)?.queue ?? stored);
			await drain.run(false, isOfHere);
			// Behind an earlier one of the lab it was not even tried: pressed again, it is.
			if (underway === code && waiting.peek().some(({ key }) => key === entry.item.key)) underway = null;
		},
	};
}

function heldBy({ kind, message, body }: ApiFailure): Held {
	// The server's "submit again" is not for what goes out by itself.
	if (kind === 'too-many') return { why: kind, message: isErrorBody(body) ? body.message : message };
	return { why: kind === 'offline' ? 'offline' : kind === 'unauthenticated' ? 'signed-out' : 'ours', message };
}

function isOver({ state }: SubmissionView): boolean {
	return state === 'done' || state === 'needs-staff';
}
