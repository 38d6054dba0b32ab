/**
 * The plain text editor: a text area, for touch screens, screen readers, and when the large editor cannot be loaded.
 * Tab moves the focus on, as everywhere on the page.
 */
import { type EditorNote, type EditorOptions, type EditorPort, noteElement } from './editor-port.ts';

export function createPlainEditor({ host, file, code, onChange, onPaste, onLeave }: EditorOptions): EditorPort {
	const area = textArea(`${file}, your code`, code);
	const other = textArea('', '');
	other.readOnly = true;
	other.hidden = true;
	const notes = document.createElement('div');
	notes.className = 'plain-notes';
	notes.id = 'plain-editor-notes';
	area.setAttribute('aria-describedby', notes.id);
	area.addEventListener('input', () => onChange(area.value));
	area.addEventListener('paste', (event) => onPaste(event.clipboardData?.getData('text').length ?? 0));
	for (const each of [area, other]) each.addEventListener('keydown', ({ key }) => void (key === 'Escape' && onLeave()));
	host.replaceChildren(area, other, notes);
	return {
		kind: 'plain',
		getCode: () => area.value,
		setCode: (next) => replaceAll(area, next),
		cursor: () => area.selectionEnd,
		insert: (at, text) => insertAt(area, at, text),
		showFile(shown) {
			other.value = shown?.code ?? '';
			other.setAttribute('aria-label', `${shown?.name ?? ''}, read-only`);
			other.hidden = shown === null;
			area.hidden = shown !== null;
		},
		showNotes: (list) => notes.replaceChildren(...list.map((note) => numbered(note, area))),
		// The list below the checks has them all.
		showTensors: () => undefined,
		wordAtCursor: () => {
			const before = /[\w$]*$/.exec(area.value.slice(0, area.selectionStart))?.[0] ?? '';
			return before + (/^[\w$]*/.exec(area.value.slice(area.selectionStart))?.[0] ?? '');
		},
		goToLine: (line) => selectLine(area, line),
		focus: () => area.focus(),
		dispose: () => host.replaceChildren(),
	};
}

function textArea(label: string, code: string): HTMLTextAreaElement {
	const area = document.createElement('textarea');
	area.className = 'plain-editor';
	area.value = code;
	area.spellcheck = false;
	area.autocapitalize = 'off';
	area.setAttribute('autocorrect', 'off');
	area.setAttribute('aria-label', label);
	return area;
}

function numbered(note: EditorNote, area: HTMLTextAreaElement): HTMLElement {
	const toLine = { text: `Go to line ${note.line}`, onOpen: () => selectLine(area, note.line) };
	return noteElement({ ...note, message: `Line ${note.line}: ${note.message}`, links: [toLine, ...note.links] });
}

/** Through the browser's own editing where it can be had, which keeps its undo; the focus goes back to where it was. */
function replaceAll(area: HTMLTextAreaElement, next: string): void {
	if (area.value === next) return;
	const before = document.activeElement;
	area.focus({ preventScroll: true });
	area.select();
	type(area, next, next);
	if (before !== area && before instanceof HTMLElement) before.focus({ preventScroll: true });
}

/** As if it had been typed there, so that Ctrl+Z takes it back. */
function insertAt(area: HTMLTextAreaElement, at: number, text: string): void {
	const next = area.value.slice(0, at) + text + area.value.slice(at);
	area.focus();
	area.setSelectionRange(at, at);
	type(area, text, next);
}

/** Types over the selection. Deprecated and without a successor: nothing else edits a text area so that Ctrl+Z takes it back. */
function type(area: HTMLTextAreaElement, text: string, next: string): void {
	const isDone = document.execCommand('insertText', false, text);
	if (isDone && area.value === next) return;
	area.value = next;
	area.dispatchEvent(new InputEvent('input'));
}

function selectLine(area: HTMLTextAreaElement, line: number): void {
	const lines = area.value.split('\n');
	const from = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
	area.focus();
	area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}
