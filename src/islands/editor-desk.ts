/** The editor and what lies around it: which editor, which file, which dialog, and the way back from every change to the whole text. */
import { type Signal, signal } from '@preact/signals';
import type { ImportSource } from '#contract/submission.ts';
import type { Insertion } from './automation-insert.ts';
import type { EditorOptions, EditorPort, ReadOnlyFile } from './editor-port.ts';
import type { LabStore } from './lab-store.ts';
import { createPlainEditor } from './plain-editor.ts';
import { keepPreference, readPreference } from './preference.ts';
import { createVersionKeeper, type VersionKeeper } from './version-keeper.ts';

export type EditorKind = EditorPort['kind'];

export interface Toast {
	readonly text: string;
	readonly undo: (() => void) | null;
}

/** Two texts side by side: what was, and what is. */
export interface Difference {
	readonly before: { readonly title: string; readonly code: string };
	readonly after: { readonly title: string; readonly code: string };
}

export interface EditorDesk {
	/** Null until the editor is there. */
	readonly kind: Signal<EditorKind | null>;
	/** Why it is the plain one, when nobody chose it. */
	readonly why: Signal<string | null>;
	/** Name of the read-only file on show; null: the learner's own. */
	readonly shown: Signal<string | null>;
	readonly files: readonly (ReadOnlyFile & { readonly source: ImportSource })[];
	/** Whether anything may write itself here: never in an unaided check. */
	readonly mayComplete: boolean;
	readonly dialog: Signal<'versions' | 'keys' | 'docs' | 'own-code' | null>;
	readonly difference: Signal<Difference | null>;
	readonly toast: Signal<Toast | null>;
	readonly versions: VersionKeeper;
	open(options: EditorOptions): Promise<void>;
	choose(kind: EditorKind): Promise<void>;
	show(name: string | null): void;
	/** Says something in the toast. */
	tell(text: string): void;
	/** Puts a whole text into the editor; the toast and the editor's own undo take it back. */
	replace(code: string, said: string): void;
	/** Puts a text into the learner's own file; taken back the same ways. */
	insert(insertion: Insertion, said: string): void;
}

const TOAST_MS = 12_000;

export function createEditorDesk(store: LabStore, owner: string): EditorDesk {
	const kind = signal<EditorKind | null>(null);
	const why = signal<string | null>(null);
	const shown = signal<string | null>(null);
	const toast = signal<Toast | null>(null);
	const { lab, my } = store.workspace;
	// What an imported file imports in turn is there for that file alone.
	const offered = Object.entries(my).filter(([id]) => lab.allowedImports.my.includes(id));
	const files = offered.map(([id, { code, source }]) => ({ name: `my/${id}`, code, source }));
	let options: EditorOptions | undefined;
	let timer: ReturnType<typeof setTimeout> | undefined;

	async function make(wanted: EditorKind): Promise<void> {
		if (options === undefined) return;
		const old = store.editor.peek();
		const now = { ...options, code: store.code.peek() };
		store.editor.value = null;
		old?.dispose();
		shown.value = null;
		const made = wanted === 'monaco' ? await makeLarge(now) : null;
		why.value = wanted === 'monaco' && made === null ? 'The large editor could not be loaded.' : null;
		store.editor.value = made ?? createPlainEditor(now);
		kind.value = store.editor.value.kind;
	}
	function say(text: string, undo: (() => void) | null): void {
		clearTimeout(timer);
		toast.value = { text, undo };
		timer = setTimeout(() => (toast.value = null), TOAST_MS);
	}
	const put = (code: string): void => {
		desk.show(null);
		store.replaceCode(code);
		store.drafts.edited();
	};
	const sayWithWayBack = (said: string, before: string): void =>
		say(said, () => {
			toast.value = null;
			put(before);
		});
	const desk: EditorDesk = {
		kind,
		why,
		shown,
		files,
		mayComplete: store.workspace.sitting === null,
		dialog: signal<'versions' | 'keys' | 'docs' | 'own-code' | null>(null),
		difference: signal<Difference | null>(null),
		toast,
		versions: createVersionKeeper(store.workspace, owner),
		tell: (text) => say(text, null),
		async open(given) {
			options = given;
			await make(firstKind());
			if (kind.peek() === 'plain' && readPreference('editor') === null && why.peek() === null)
				why.value = 'On a touch screen this editor is the one that works.';
		},
		async choose(wanted) {
			keepPreference('editor', wanted);
			await make(wanted);
			store.editor.peek()?.focus();
		},
		show(name) {
			shown.value = name;
			store.editor.peek()?.showFile(files.find((file) => file.name === name) ?? null);
		},
		replace(code, said) {
			const before = store.code.peek();
			put(code);
			sayWithWayBack(said, before);
		},
		insert({ at, text }, said) {
			const before = store.code.peek();
			desk.show(null);
			store.editor.peek()?.insert(at, text);
			sayWithWayBack(said, before);
		},
	};
	return desk;
}

async function makeLarge(options: EditorOptions): Promise<EditorPort | null> {
	try {
		const { createMonacoEditor } = await import('./monaco-editor.ts');
		return createMonacoEditor(options);
	} catch {
		return null;
	}
}

function firstKind(): EditorKind {
	const chosen = readPreference('editor');
	if (chosen === 'plain' || chosen === 'monaco') return chosen;
	return matchMedia('(pointer: coarse)').matches ? 'plain' : 'monaco';
}
