/** Ties the editor to the lab: what is typed becomes the draft, what failed appears at its line, and each note leads on. */
import { effect } from '@preact/signals';
import { callApi } from './api.ts';
import { diagnosisHtml } from './diagnosis-html.ts';
import { explainRunError, sayExplanation } from './docs-errors.ts';
import type { EditorDesk } from './editor-desk.ts';
import type { EditorLink, EditorNote } from './editor-port.ts';
import type { LabStore } from './lab-store.ts';

export async function connectEditor(root: HTMLElement, store: LabStore, desk: EditorDesk): Promise<void> {
	const host = root.querySelector<HTMLElement>('[data-slot="editor"]');
	if (host === null) throw new Error('The lab page has no place for the editor.');
	const { lab, signedIn, api } = store.workspace;
	effect(() => {
		const links = linksOf(root, store);
		store.editor.value?.showNotes(notesOf(store, links));
	});
	effect(() => store.editor.value?.showTensors(store.checks.value?.seen ?? []));
	await desk.open({
		host,
		lab: lab.id,
		file: lab.file,
		code: store.code.peek(),
		imports: desk.files,
		onChange(code) {
			if (code === store.code.peek()) return;
			store.code.value = code;
			store.drafts.edited();
		},
		onPaste(characters) {
			const share = Math.min(1, characters / Math.max(1, store.code.peek().length));
			if (signedIn && characters > 0) void callApi('POST', `${api}/paste`, { share });
		},
		...(desk.mayComplete ? { completions: store.automation } : {}),
		onLeave: () => root.querySelector<HTMLElement>('[data-after-editor]')?.focus(),
	});
}

function notesOf(store: LabStore, links: readonly EditorLink[]): readonly EditorNote[] {
	const run = store.checks.value;
	const failed = run?.failed;
	const thrown =
		failed?.line === undefined
			? []
			: [{ line: failed.line, message: failed.message, detail: null, explained: inWords(failed.message), links }];
	const located = (run?.checks ?? []).flatMap(({ outcome, line, title, message, diagnosis }) =>
		outcome === 'fail' && line !== undefined
			? [
					{
						line,
						message: title,
						detail: message,
						explained: diagnosisHtml(store.workspace.diagnoses, diagnosis) === undefined ? inWords(message) : null,
						links,
					},
				]
			: [],
	);
	return joinByLine([...thrown, ...located]);
}

/** A diagnosis of the lab's own says more than a pattern does. */
function inWords(message: string): string | null {
	const explained = explainRunError(message);
	return explained === null ? null : sayExplanation(explained);
}

/** One note a line: the first failure in full, the others of the line counted. */
export function joinByLine(notes: readonly EditorNote[]): readonly EditorNote[] {
	const byLine = Map.groupBy(notes, ({ line }) => line);
	return [...byLine.values()].flatMap(([first, ...others]) => {
		if (!first) return [];
		if (others.length === 0) return [first];
		const also = `Also here: ${others.map(({ message }) => message).join('; ')}.`;
		return [{ ...first, detail: [first.detail, also].filter(Boolean).join(' ') }];
	});
}

function linksOf(root: HTMLElement, store: LabStore): readonly EditorLink[] {
	const lesson = root.dataset['lesson'];
	const onOpen = (): void => {
		store.tab.value = 'checks';
		root.querySelector<HTMLElement>('.work-tabs [data-to="out"]')?.click();
		document.getElementById('t-checks')?.focus();
	};
	return [{ text: 'See the numbers', onOpen }, ...(lesson === undefined ? [] : [{ text: 'Read the lesson', href: lesson }])];
}
