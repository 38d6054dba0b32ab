/**
 * The large editor. Loaded on approach, with its two workers from our own origin and nothing else of the package's languages.
 * Types are help, never a condition: a program with type errors still runs.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import 'monaco-editor/features/register.all.js';
import 'monaco-editor/languages/definitions/typescript/register.js';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import type { EditorNote, EditorOptions, EditorPort } from './editor-port.ts';
import { applyMonacoTheme } from './monaco-theme.ts';

const OWNER = 'gradus';

export function createMonacoEditor({ host, file, code, onChange, onPaste }: EditorOptions): EditorPort {
	globalThis.MonacoEnvironment = { getWorker: () => new EditorWorker() };
	applyMonacoTheme(monaco);
	const stopTheme = followTheme();
	const model = monaco.editor.createModel(code, 'typescript', monaco.Uri.parse(`file:///${file}`));
	host.replaceChildren();
	const editor = monaco.editor.create(host, {
		model,
		ariaLabel: `${file}, your code. Escape leaves the editor; Ctrl+M switches whether Tab moves the focus.`,
		automaticLayout: true,
		fixedOverflowWidgets: true,
		fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
		fontLigatures: false,
		fontSize: 13,
		lineHeight: 22,
		minimap: { enabled: false },
		overviewRulerLanes: 0,
		padding: { top: 8, bottom: 24 },
		renderLineHighlight: 'none',
		scrollBeyondLastLine: false,
		tabSize: 2,
		detectIndentation: true,
		lineNumbersMinChars: 4,
		theme: 'gradus',
	});
	model.onDidChangeContent(() => onChange(model.getValue()));
	editor.onDidPaste(({ range }) => onPaste(model.getValueInRange(range).length));
	leaveWithEscape(editor);
	const zones = createZones(editor);
	return {
		kind: 'monaco',
		getCode: () => model.getValue(),
		// An edit, not a new value: the learner can undo it.
		setCode: (next) => void model.pushEditOperations([], [{ range: model.getFullModelRange(), text: next }], () => null),
		showNotes(notes) {
			monaco.editor.setModelMarkers(
				model,
				OWNER,
				notes.map((note) => markerOf(model, note)),
			);
			zones.show(notes);
		},
		goToLine(line) {
			editor.revealLineInCenter(line);
			editor.setPosition({ lineNumber: line, column: model.getLineFirstNonWhitespaceColumn(line) || 1 });
			editor.focus();
		},
		focus: () => editor.focus(),
		dispose() {
			stopTheme();
			editor.dispose();
			model.dispose();
		},
	};
}

function followTheme(): () => void {
	const apply = (): void => applyMonacoTheme(monaco);
	const dark = matchMedia('(prefers-color-scheme: dark)');
	document.addEventListener('themechange', apply);
	dark.addEventListener('change', apply);
	return () => {
		document.removeEventListener('themechange', apply);
		dark.removeEventListener('change', apply);
	};
}

/** Only while no list or search box of the editor is open: there Escape closes that first. */
function leaveWithEscape(editor: monaco.editor.IStandaloneCodeEditor): void {
	editor.addCommand(
		monaco.KeyCode.Escape,
		() => {
			const next = document.querySelector<HTMLElement>('[data-after-editor]');
			next?.focus();
		},
		'editorTextFocus && !suggestWidgetVisible && !findWidgetVisible && !renameInputVisible && !parameterHintsVisible && !inSnippetMode && !editorHasSelection',
	);
}

function markerOf(model: monaco.editor.ITextModel, { line, message }: EditorNote): monaco.editor.IMarkerData {
	const lineNumber = Math.min(line, model.getLineCount());
	return {
		severity: monaco.MarkerSeverity.Error,
		message,
		startLineNumber: lineNumber,
		endLineNumber: lineNumber,
		startColumn: model.getLineFirstNonWhitespaceColumn(lineNumber) || 1,
		endColumn: model.getLineMaxColumn(lineNumber),
	};
}

function createZones(editor: monaco.editor.IStandaloneCodeEditor): { show: (notes: readonly EditorNote[]) => void } {
	let ids: string[] = [];
	const marks = editor.createDecorationsCollection();
	return {
		show(notes) {
			marks.set(
				notes.map(({ line }) => ({
					range: new monaco.Range(line, 1, line, 1),
					options: { isWholeLine: true, className: 'line-hot', lineNumberClassName: 'line-hot-number' },
				})),
			);
			editor.changeViewZones((accessor) => {
				for (const id of ids) accessor.removeZone(id);
				ids = notes.map((note) =>
					accessor.addZone({ afterLineNumber: note.line, heightInLines: linesOf(editor, note), domNode: zoneElement(note) }),
				);
			});
		},
	};
}

function linesOf(editor: monaco.editor.IStandaloneCodeEditor, { message, detail }: EditorNote): number {
	const characters = Math.max(30, Math.floor((editor.getLayoutInfo().contentWidth - 32) / 7));
	return Math.ceil((message.length + (detail?.length ?? 0) + 1) / characters) + 1;
}

function zoneElement({ message, detail }: EditorNote): HTMLElement {
	const zone = document.createElement('div');
	zone.className = 'line-zone';
	const head = document.createElement('strong');
	head.className = 'fail';
	head.textContent = message;
	zone.append(head, detail === null ? '' : ` ${detail}`);
	return zone;
}
