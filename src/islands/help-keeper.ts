/** The state of the help panel and its requests: the view of the server, what is new in it, and every step that answers with a new view. */
import { type Signal, signal } from '@preact/signals';
import type { HelpView, Prerequisite } from '#contract/help.ts';
import type { ParsonsGrade } from '#contract/parsons.ts';
import type { LabWorkspace } from '#contract/submission.ts';
import { isHelpDue } from '#learning/help-due.ts';
import { callApi } from './api.ts';
import { newsOf } from './help-words.ts';
import { keepPreference, readPreference } from './preference.ts';

export interface HelpKeeper {
	readonly view: Signal<HelpView | null>;
	readonly error: Signal<string | null>;
	/** Said politely: a rung that opened, a bound that changed, a question that was answered. */
	readonly news: Signal<string>;
	/** Rung whose offer was declined in this lab; 0 for none. */
	readonly declined: Signal<number>;
	load(): Promise<void>;
	/** After a heartbeat: loads when something can have changed. `isShown`: the panel is in front of the learner. */
	follow(isShown: boolean): Promise<void>;
	take(rung: number): Promise<void>;
	/** Posts to a path below the lab's; the sentence that says why not, or null. */
	send(path: string, body?: unknown): Promise<string | null>;
	/** Takes the learner's own cap away, and nothing else of what they set. */
	liftCap(): Promise<string | null>;
	checkStep(order: readonly string[]): Promise<ParsonsGrade | string>;
	listPrerequisites(): Promise<readonly Prerequisite[] | string>;
	decline(rung: number): void;
}

export function createHelpKeeper({ lab, api }: LabWorkspace): HelpKeeper {
	const view = signal<HelpView | null>(null);
	const error = signal<string | null>(null);
	const news = signal('');
	const declinedKey = `declined-offer:${lab.id}` as const;
	const declined = signal(Number(readPreference(declinedKey) ?? 0));
	let beats = 0;
	const show = (next: HelpView): void => {
		beats = 0;
		const fresh = newsOf(view.peek(), next);
		if (fresh !== '') news.value = fresh;
		view.value = next;
	};
	const ask = async (method: 'GET' | 'POST', path: string, body?: unknown): Promise<string | null> => {
		const result = await callApi<HelpView>(method, `${api}/${path}`, body);
		if (result.ok) show(result.value);
		return result.ok ? null : result.message;
	};
	const load = async (): Promise<void> => {
		error.value = await ask('GET', 'help');
	};
	return {
		view,
		error,
		news,
		declined,
		load,
		async follow(isShown) {
			beats++;
			const now = view.peek();
			if (now === null || isHelpDue(now.decision, beats, isShown)) await load();
		},
		async take(rung) {
			const problem = await ask('POST', `help/${rung}`);
			// Refused: something has changed since the panel was drawn, and it says what.
			if (problem !== null) await ask('GET', 'help');
			error.value = problem;
		},
		send: (path, body) => ask('POST', path, body),
		async liftCap() {
			const preference = view.peek()?.preference;
			if (preference === undefined) return 'Wait until the panel is loaded.';
			const result = await callApi<null>('POST', '/api/me/help', { ...preference, cap: 5 });
			if (result.ok) await load();
			return result.ok ? null : result.message;
		},
		async checkStep(order) {
			const result = await callApi<ParsonsGrade>('POST', `${api}/help/4/parsons`, { order });
			return result.ok ? result.value : result.message;
		},
		async listPrerequisites() {
			const result = await callApi<readonly Prerequisite[]>('GET', `${api}/prerequisites`);
			return result.ok ? result.value : result.message;
		},
		decline(rung) {
			declined.value = rung;
			keepPreference(declinedKey, String(rung));
		},
	};
}
