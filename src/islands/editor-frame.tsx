/** What stands around the editor: the files above it, the row below it with the way out and the choice of editor, dialogs and the toast. */
import type { ImportSource } from '#contract/submission.ts';
import { OwnCodeDialog } from './automation-dialog.tsx';
import { DiffDialog } from './diff-view.tsx';
import { DocsDialog } from './docs-dialog.tsx';
import type { EditorDesk } from './editor-desk.ts';
import { COMMAND, KeysDialog, TAB_SWITCH } from './keys-dialog.tsx';
import type { LabStore } from './lab-store.ts';
import { VersionsDialog } from './versions-dialog.tsx';

interface FrameProps {
	readonly store: LabStore;
	readonly desk: EditorDesk;
}

const WHOSE: Readonly<Record<ImportSource, string>> = {
	yours: 'yours',
	borrowed: 'borrowed',
	lent: 'borrowed: labs no longer run yours',
};

export function FilesBar({ store, desk }: FrameProps) {
	const files = [{ name: store.workspace.lab.file, source: null }, ...desk.files];
	const shown = desk.shown.value ?? store.workspace.lab.file;
	const show = (at: number): void => desk.show(at === 0 ? null : (files[at]?.name ?? null));
	const move = (event: KeyboardEvent, at: number): void => {
		const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
		if (by === undefined) return;
		event.preventDefault();
		const next = (at + by + files.length) % files.length;
		show(next);
		document.getElementById(`file-${next}`)?.focus();
	};
	return (
		<>
			<div class="tabs" role="tablist" aria-label="Files">
				{files.map(({ name, source }, at) => (
					<button
						key={name}
						type="button"
						role="tab"
						id={`file-${at}`}
						aria-controls="editor-host"
						aria-selected={name === shown}
						tabIndex={name === shown ? 0 : -1}
						onClick={() => show(at)}
						onKeyDown={(event) => move(event, at)}
					>
						<code>{name}</code>
						{source !== null && <span class={source === 'yours' ? 'count yours' : 'count'}>{WHOSE[source]}, read-only</span>}
					</button>
				))}
			</div>
			{desk.files.length > 0 && (
				<a class="btn btn-quiet btn-s push" href="/me/stack">
					Your stack
				</a>
			)}
			<button
				type="button"
				class={`btn btn-quiet btn-s ${desk.files.length > 0 ? '' : 'push'}`}
				onClick={() => (desk.dialog.value = 'versions')}
			>
				Versions
			</button>
		</>
	);
}

export function EditorFoot({ desk }: { readonly desk: EditorDesk }) {
	const kind = desk.kind.value;
	return (
		<>
			<button
				type="button"
				class="btn btn-quiet btn-s"
				data-after-editor
				aria-label="Plain text editor"
				aria-pressed={kind === 'plain'}
				disabled={kind === null}
				onClick={() => void desk.choose(kind === 'plain' ? 'monaco' : 'plain')}
			>
				Plain text
			</button>
			<span class="meta">
				{desk.why.value ?? ''} <kbd>Esc</kbd> leaves.{' '}
				{kind === 'plain' ? (
					'Tab moves on.'
				) : (
					<>
						<kbd>{TAB_SWITCH}</kbd> frees Tab.
					</>
				)}
			</span>
			<span class="row push">
				{desk.mayComplete && (
					<button type="button" class="btn btn-quiet btn-s" onClick={() => (desk.dialog.value = 'own-code')}>
						Own code <kbd>{COMMAND}+I</kbd>
					</button>
				)}
				<button type="button" class="btn btn-quiet btn-s" onClick={() => (desk.dialog.value = 'docs')}>
					Docs <kbd>F1</kbd>
				</button>
				<button type="button" class="btn btn-quiet btn-s" onClick={() => (desk.dialog.value = 'keys')}>
					Keys <kbd>?</kbd>
				</button>
			</span>
		</>
	);
}

export function Overlays({ store, desk }: FrameProps) {
	const { dialog, difference, toast } = desk;
	return (
		<>
			{dialog.value === 'versions' && <VersionsDialog store={store} desk={desk} />}
			{dialog.value === 'own-code' && <OwnCodeDialog store={store} desk={desk} />}
			{dialog.value === 'docs' && <DocsDialog store={store} desk={desk} />}
			{dialog.value === 'keys' && <KeysDialog desk={desk} />}
			{difference.value && <DiffDialog desk={desk} difference={difference.value} />}
			<div class="toasts" role="status">
				{toast.value && (
					<div class="toast">
						<span>{toast.value.text}</span>
						{toast.value.undo && (
							<button type="button" onClick={toast.value.undo}>
								Undo
							</button>
						)}
					</div>
				)}
			</div>
		</>
	);
}
