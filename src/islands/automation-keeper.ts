/** What writes itself on this page: asked of the server, reported when it is taken, and switched off by the learner. A guest's wish is kept in this browser. */
import { type Signal, signal } from '@preact/signals';
import type { AutomationView, ModelCompletion } from '#contract/automation.ts';
import type { LabWorkspace } from '#contract/submission.ts';
import { isAtEnd, type Offer, offersAt, type Place } from '#learning/match-snippet.ts';
import { callApi } from './api.ts';
import type { Completions, Cursor } from './editor-port.ts';
import { keepPreference, readPreference } from './preference.ts';

export interface AutomationKeeper extends Completions {
	readonly view: Signal<AutomationView | null>;
	readonly problem: Signal<string | null>;
	load(): Promise<void>;
	/** Tells the server that something was taken. */
	took(skill: string, level: 2 | 3): void;
	/** 1 is off. */
	want(level: number): Promise<void>;
}

/** So long nothing was typed before a model is asked. */
const PAUSE_MS = 500;
/** A shorter beginning says too little. */
const LEAST_BEGUN = 3;

export function createAutomationKeeper({ lab, signedIn }: LabWorkspace): AutomationKeeper {
	const path = `/api/labs/${lab.id}/automation`;
	const view = signal<AutomationView | null>(null);
	const problem = signal<string | null>(null);
	const keeper: AutomationKeeper = {
		view,
		problem,
		async load() {
			const result = await callApi<AutomationView>('GET', path);
			if (result.ok) view.value = signedIn ? result.value : asGuestWants(result.value);
			problem.value = result.ok ? null : result.message;
		},
		took(skill, level) {
			// A refusal means that the level has fallen since: what is offered follows it.
			if (signedIn) void callApi('POST', path, { skill, level }).then(({ ok }) => (ok ? undefined : keeper.load()));
		},
		async want(level) {
			if (!signedIn) keepPreference('auto', String(level));
			else {
				const result = await callApi('POST', '/api/me/help', { auto: level });
				problem.value = result.ok ? null : result.message;
				if (!result.ok) return;
			}
			await keeper.load();
		},
		offersAt: (place) => offersAt(place, view.peek()?.snippets ?? []),
		async completeFromModel(place, cursor, signal) {
			if (view.peek()?.mayAskModel !== true || !isBegun(place) || !(await hasPaused(signal))) return null;
			return askModel(`/api/labs/${lab.id}/completion`, cursor, signal);
		},
		onTaken: ({ snippet }) => keeper.took(snippet.skill, 2),
	};
	return keeper;
}

function asGuestWants(view: AutomationView): AutomationView {
	const wanted = Number(readPreference('auto') ?? 3);
	return wanted < 2 ? { ...view, wanted, snippets: [], blocks: [] } : { ...view, wanted };
}

function isBegun(place: Place): boolean {
	return isAtEnd(place) && (place.before.trim().length >= LEAST_BEGUN || (place.before.trim() === '' && /^\s*\/\//.test(place.above)));
}

/** False when typing went on meanwhile. */
function hasPaused(signal: AbortSignal): Promise<boolean> {
	return new Promise((resolve) => {
		const ended = (): void => {
			clearTimeout(timer);
			resolve(false);
		};
		const timer = setTimeout(() => {
			signal.removeEventListener('abort', ended);
			resolve(true);
		}, PAUSE_MS);
		signal.addEventListener('abort', ended, { once: true });
	});
}

/** Whatever fails is no offer: nobody who types is told about it. */
async function askModel(path: string, cursor: Cursor, signal: AbortSignal): Promise<Offer | null> {
	const result = await callApi<ModelCompletion>('POST', path, cursor, signal);
	const given = result.ok && !signal.aborted ? result.value.completion : null;
	if (given === null) return null;
	const lines = given.text.split('\n');
	return { snippet: { skill: given.skill, names: [], lines, from: 'the tutor’s model' }, text: given.text, replaces: 0 };
}
