/**
 * The plain text editor: a text area, for touch screens, screen readers, and when the large editor cannot be loaded.
 * Tab moves the focus on, as everywhere on the page.
 */
import type { EditorNote, EditorOptions, EditorPort } from './editor-port.ts';

export function createPlainEditor({ host, file, code, onChange, onPaste }: EditorOptions): EditorPort {
	const area = document.createElement('textarea');
	area.className = 'plain-editor';
	area.value = code;
	area.spellcheck = false;
	area.autocapitalize = 'off';
	area.setAttribute('aria-label', `${file}, your code`);
	const notes = document.createElement('div');
	notes.className = 'plain-notes';
	notes.id = 'plain-editor-notes';
	area.setAttribute('aria-describedby', notes.id);
	area.addEventListener('input', () => onChange(area.value));
	area.addEventListener('paste', (event) => onPaste(event.clipboardData?.getData('text').length ?? 0));
	area.addEventListener('keydown', (event) => {
		if (event.key === 'Escape') area.blur();
	});
	host.replaceChildren(area, notes);
	return {
		kind: 'plain',
		getCode: () => area.value,
		setCode(next) {
			area.value = next;
		},
		showNotes: (list) => notes.replaceChildren(...list.map((note) => noteElement(note))),
		goToLine: (line) => selectLine(area, line),
		focus: () => area.focus(),
		dispose: () => host.replaceChildren(),
	};
}

function noteElement({ line, message, detail }: EditorNote): HTMLElement {
	const zone = document.createElement('p');
	const head = document.createElement('strong');
	head.className = 'fail';
	head.textContent = `Line ${line}: ${message}`;
	zone.append(head, detail === null ? '' : ` ${detail}`);
	return zone;
}

function selectLine(area: HTMLTextAreaElement, line: number): void {
	const lines = area.value.split('\n');
	const from = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
	area.focus();
	area.setSelectionRange(from, from + (lines[line - 1]?.length ?? 0));
}
