/** Brings the server-rendered lab page to life: editor, panels, keys, splitters, heartbeats. */
import { effect } from '@preact/signals';
import { render } from 'preact';
import type { LabWorkspace } from '#contract/submission.ts';
import { callApi } from './api.ts';
import { readFirstCode } from './draft-keeper.ts';
import type { EditorOptions, EditorPort } from './editor-port.ts';
import { DraftNotice, LabActions, StatusBar } from './lab-bar.tsx';
import { bindKeys, bindPanes, bindSplitters } from './lab-frame.ts';
import { createLabStore, type LabStore } from './lab-store.ts';
import { adoptLocalDrafts, GUEST } from './local-drafts.ts';
import { OutputPanel } from './output-panel.tsx';
import { createPlainEditor } from './plain-editor.ts';

const HEARTBEAT_MS = 30_000;

export async function mountLab(root: HTMLElement, workspace: LabWorkspace): Promise<void> {
	const owner = root.dataset['owner'] ?? GUEST;
	if (workspace.signedIn) await adoptLocalDrafts().catch(() => []);
	const first = await readFirstCode(workspace, owner);
	const store = createLabStore(workspace, owner, first.code);
	place(root, 'actions', <LabActions store={store} />);
	place(root, 'output', <OutputPanel store={store} />);
	place(root, 'status', <StatusBar store={store} />);
	place(root, 'notice', <DraftNotice store={store} />);
	bindPanes(root);
	bindSplitters(root);
	bindKeys(store);
	void store.pins.load();
	if (workspace.lab.trains) void store.choosePreset(firstPreset(store));
	await openEditor(root, store);
	if (first.isUnsaved) store.drafts.edited();
	beat(store);
	await Promise.all([store.loadHelp(), workspace.signedIn ? store.submission.resume() : undefined]);
}

function firstPreset({ weights, workspace: { lab }, preset }: LabStore): string {
	const last = weights.lastPreset();
	return last !== null && Object.hasOwn(lab.presets, last) ? last : preset.peek();
}

function place(root: HTMLElement, name: string, content: preact.JSX.Element): void {
	const slot = root.querySelector<HTMLElement>(`[data-slot="${name}"]`);
	if (slot === null) throw new Error(`The lab page has no place for "${name}".`);
	render(content, slot);
}

async function openEditor(root: HTMLElement, store: LabStore): Promise<void> {
	const host = root.querySelector<HTMLElement>('[data-slot="editor"]');
	if (host === null) throw new Error('The lab page has no place for the editor.');
	const { lab } = store.workspace;
	const options: EditorOptions = {
		host,
		file: lab.file,
		code: store.code.peek(),
		onChange(code) {
			if (code === store.code.peek()) return;
			store.code.value = code;
			store.drafts.edited();
		},
		onPaste(characters) {
			const share = Math.min(1, characters / Math.max(1, store.code.peek().length));
			if (store.workspace.signedIn && characters > 0) void callApi('POST', `/api/labs/${lab.id}/paste`, { share });
		},
	};
	store.editor.value = await makeEditor(options);
	effect(() => {
		const run = store.checks.value;
		const failed = run?.failed;
		const notes = (run?.checks ?? []).flatMap(({ outcome, line, title, message }) =>
			outcome === 'fail' && line !== undefined ? [{ line, message: title, detail: message }] : [],
		);
		const thrown = failed?.line === undefined ? [] : [{ line: failed.line, message: failed.message, detail: null }];
		store.editor.value?.showNotes([...thrown, ...notes].slice(0, 1));
	});
}

async function makeEditor(options: EditorOptions): Promise<EditorPort> {
	if (prefersPlain()) return createPlainEditor(options);
	try {
		const { createMonacoEditor } = await import('./monaco-editor.ts');
		return createMonacoEditor(options);
	} catch {
		return createPlainEditor(options);
	}
}

function prefersPlain(): boolean {
	try {
		if (localStorage.getItem('editor') === 'plain') return true;
	} catch {
		// Storage is off: the choice cannot have been kept.
	}
	return matchMedia('(pointer: coarse)').matches;
}

/** Only while the page is seen and something was done since the last beat. */
function beat({ workspace: { lab, signedIn }, loadHelp }: LabStore): void {
	if (!signedIn) return;
	let isActive = false;
	for (const type of ['keydown', 'pointerdown', 'scroll'])
		addEventListener(type, () => (isActive = true), { passive: true, capture: true });
	setInterval(() => {
		if (document.visibilityState !== 'visible' || !isActive) return;
		isActive = false;
		// Work opens rungs, so the panel follows it.
		void callApi('POST', `/api/labs/${lab.id}/active`, {}).then(({ ok }) => (ok ? loadHelp() : undefined));
	}, HEARTBEAT_MS);
}
