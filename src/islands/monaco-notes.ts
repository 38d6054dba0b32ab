/** Failures at the learner's lines: a mark, a coloured line and a zone below it whose links the mouse and the keyboard reach. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import { type EditorNote, noteElement } from './editor-port.ts';

const OWNER = 'gradus';
const LINE_HEIGHT_PX = 22;
const SCROLLBAR_PX = 20;

export interface MonacoNotes {
	show(notes: readonly EditorNote[]): void;
	/** The first link of the first note, for a keyboard that leaves the text. */
	firstLink(): HTMLElement | null;
}

export function createMonacoNotes(
	editor: monaco.editor.IStandaloneCodeEditor,
	model: monaco.editor.ITextModel,
	onLeave: () => void,
): MonacoNotes {
	let ids: string[] = [];
	let shown: HTMLElement[] = [];
	const marks = editor.createDecorationsCollection();
	return {
		firstLink: () => shown[0]?.querySelector<HTMLElement>('a, button') ?? null,
		show(notes) {
			const placed = notes.map((note) => ({ ...note, line: Math.min(Math.max(1, note.line), model.getLineCount()) }));
			monaco.editor.setModelMarkers(
				model,
				OWNER,
				placed.map((note) => markerOf(model, note)),
			);
			marks.set(placed.map(({ line }) => lineMark(line)));
			editor.changeViewZones((accessor) => {
				for (const id of ids) accessor.removeZone(id);
				shown = placed.map((note) => noteElement(note));
				ids = placed.map((note, at) => addZone(editor, accessor, note.line, shown[at]));
			});
			for (const zone of shown) zone.addEventListener('keydown', ({ key }) => void (key === 'Escape' && onLeave()));
			// Monaco hides its zones from screen readers; ours hold text and links.
			for (const layer of editor.getDomNode()?.querySelectorAll('.view-zones') ?? []) layer.removeAttribute('aria-hidden');
		},
	};
}

function lineMark(line: number): monaco.editor.IModelDeltaDecoration {
	return {
		range: new monaco.Range(line, 1, line, 1),
		options: { isWholeLine: true, className: 'line-hot', lineNumberClassName: 'line-hot-number' },
	};
}

function addZone(
	editor: monaco.editor.IStandaloneCodeEditor,
	accessor: monaco.editor.IViewZoneChangeAccessor,
	line: number,
	content: HTMLElement | undefined,
): string {
	const domNode = document.createElement('div');
	domNode.className = 'zone-host';
	if (content) domNode.append(content);
	// Above the lines, which would take the clicks.
	domNode.style.zIndex = '1';
	const zone = { afterLineNumber: line, heightInPx: LINE_HEIGHT_PX * 2, domNode };
	const id = accessor.addZone(zone);
	const fit = (): void => {
		if (!content?.isConnected) {
			layout.dispose();
			return;
		}
		// The zone is as wide as the longest line; its text is to be read without scrolling.
		content.style.maxWidth = `${editor.getLayoutInfo().contentWidth - SCROLLBAR_PX}px`;
		zone.heightInPx = content.offsetHeight;
		editor.changeViewZones((later) => later.layoutZone(id));
	};
	const layout = editor.onDidLayoutChange(() => requestAnimationFrame(fit));
	requestAnimationFrame(fit);
	return id;
}

function markerOf(model: monaco.editor.ITextModel, { line, message, explained }: EditorNote): monaco.editor.IMarkerData {
	return {
		severity: monaco.MarkerSeverity.Error,
		message: [message, explained].filter(Boolean).join('\n'),
		startLineNumber: line,
		endLineNumber: line,
		startColumn: model.getLineFirstNonWhitespaceColumn(line) || 1,
		endColumn: model.getLineMaxColumn(line),
	};
}
