/** The docs of a lab in the browser: asked of our own server once, kept for the page. Errors that we explain can be searched too. */
import type { DocEntry } from '#contract/docs.ts';
import { callApi } from './api.ts';
import type { ErrorPattern } from './docs-error-pattern.ts';
import { RUNTIME_ERRORS } from './docs-errors-runtime.ts';
import { TYPE_ERRORS } from './docs-errors-types.ts';

const kept = new Map<string, Promise<readonly DocEntry[] | null>>();

/** Null when the server cannot be reached; then the next call asks again. */
export function loadDocs(lab: string): Promise<readonly DocEntry[] | null> {
	const found = kept.get(lab) ?? fetchDocs(lab);
	kept.set(lab, found);
	void found.then((entries) => (entries === null ? kept.delete(lab) : true));
	return found;
}

async function fetchDocs(lab: string): Promise<readonly DocEntry[] | null> {
	const answers = await Promise.all(['tfjs', lab].map((of) => callApi<readonly DocEntry[]>('GET', `/api/editor-types/docs-${of}`)));
	const entries = answers.flatMap((answer) => (answer.ok ? [answer.value] : []));
	return entries.length < answers.length ? null : [...entries.flat(), ...errorEntries()];
}

/** One entry for each title. */
function errorEntries(): DocEntry[] {
	const byNumber = Object.entries(TYPE_ERRORS).flatMap(([code, patterns]) =>
		patterns.map((pattern) => entryOf(pattern, `TS${code} typescript type`)),
	);
	const all = [...RUNTIME_ERRORS.map((pattern) => entryOf(pattern, 'run')), ...byNumber];
	return [...new Map(all.toReversed().map((entry) => [entry.name, entry])).values()].reverse();
}

/** A sentence that needs the parts of a message says nothing without one: the title and where to look remain. */
function entryOf({ title, says, look }: ErrorPattern, words: string): DocEntry {
	const does = [says, look].filter((text) => !text.includes('$')).join(' ');
	return { name: title, from: 'lab', call: '', does, shapes: '', example: '', words: `${words} error message` };
}
