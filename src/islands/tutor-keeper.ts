/** The state of the chat with the tutor and its requests. One for each lab page, so that a question survives a change of tabs. */
import { type Signal, signal } from '@preact/signals';
import type { TutorPart, TutorView } from '#contract/tutor.ts';
import { callApi } from './api.ts';
import type { LabStore } from './lab-store.ts';
import { askStream } from './tutor-stream.ts';

/** What stands in the box beside the question. */
export type TutorContext = 'code' | TutorPart;
export const TUTOR_CONTEXT: readonly TutorContext[] = ['task', 'code', 'verdict'];

export interface TutorKeeper {
	readonly view: Signal<TutorView | null>;
	readonly problem: Signal<string | null>;
	/** What is being done, in words; empty when nothing is. */
	readonly work: Signal<string>;
	/** The answer so far, while its pieces arrive; empty otherwise. */
	readonly coming: Signal<string>;
	readonly question: Signal<string>;
	readonly sent: Signal<ReadonlySet<TutorContext>>;
	/** Chosen by the learner; null: what the server suggests. */
	readonly level: Signal<number | null>;
	load(): Promise<void>;
	ask(): Promise<void>;
	stop(): void;
	/** One turn, or all of this lab. */
	remove(turn?: string): Promise<void>;
}

const WORK = {
	waiting: 'Waiting for your turn.',
	thinking: 'The tutor is writing.',
	checking: 'The answer is being checked before it is shown.',
	again: 'The first answer went too far; the tutor writes another.',
	coming: 'The answer was checked and is coming.',
} as const;

const keepers = new WeakMap<LabStore, TutorKeeper>();

export function tutorOf(store: LabStore): TutorKeeper {
	const keeper = keepers.get(store) ?? createTutorKeeper(store);
	keepers.set(store, keeper);
	return keeper;
}

function createTutorKeeper(store: LabStore): TutorKeeper {
	// In a re-check too: the server knows that one is open.
	const path = `/api/labs/${store.workspace.lab.id}/tutor`;
	const view = signal<TutorView | null>(null);
	const problem = signal<string | null>(null);
	const work = signal('');
	const coming = signal('');
	const question = signal('');
	const sent = signal<ReadonlySet<TutorContext>>(new Set(TUTOR_CONTEXT));
	const level = signal<number | null>(null);
	let stopper = new AbortController();

	async function show(method: 'GET' | 'DELETE', at: string): Promise<void> {
		const result = await callApi<TutorView>(method, at);
		problem.value = result.ok ? null : result.message;
		if (result.ok) view.value = result.value;
	}

	return {
		view,
		problem,
		work,
		coming,
		question,
		sent,
		level,
		load: () => show('GET', path),
		async ask() {
			const now = view.peek();
			const text = question.peek().trim();
			if (now === null || work.peek() !== '') return;
			if (text === '') {
				problem.value = 'Write a question first.';
				return;
			}
			stopper = new AbortController();
			problem.value = null;
			work.value = WORK.waiting;
			const parts = (['task', 'verdict'] as const).filter((part) => sent.peek().has(part));
			const code = sent.peek().has('code') ? store.code.peek() : null;
			const agreedTo = chosenLevel(now, level.peek());
			const failure = await askStream(
				path,
				{ question: text, code, with: parts, agreedTo },
				{
					signal: stopper.signal,
					take(frame) {
						if (frame.event === 'state') work.value = WORK[frame.data.state];
						if (frame.event === 'piece') {
							work.value = WORK.coming;
							coming.value += frame.data.text;
						}
						if (frame.event !== 'turn') return;
						view.value = frame.data.view;
						question.value = '';
						level.value = null;
					},
				},
			);
			const isComing = coming.peek() !== '';
			work.value = '';
			coming.value = '';
			// From the first piece on the turn is stored: whoever stops then has it, with what it counts.
			if (failure !== null && isComing) {
				await Promise.all([show('GET', path), store.loadHelp()]);
				return;
			}
			problem.value = stopper.signal.aborted ? 'Stopped. Nothing was shown, and nothing was counted.' : (failure?.message ?? null);
			// An answer may have a price, which the ladder shows.
			if (failure === null) await store.loadHelp();
		},
		stop: () => stopper.abort(),
		remove: (turn) => show('DELETE', turn === undefined ? path : `${path}/${turn}`),
	};
}

/** The learner's choice while it is open, else the server's suggestion. */
export function chosenLevel({ levels, suggested }: TutorView, chosen: number | null): number {
	return levels.some(({ level }) => level === chosen) ? (chosen ?? suggested) : suggested;
}
