/**
 * The large editor. Loaded on approach, with its two workers from our own origin and nothing else of the package's languages.
 * Types are help, never a condition: a program with type errors still runs.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import './monaco-features.ts';
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker';
import TypeScriptWorker from 'monaco-editor/languages/features/typescript/ts.worker.js?worker';
import type { EditorOptions, EditorPort } from './editor-port.ts';
import { offerCompletions } from './monaco-completions.ts';
import { takeWholeInputs } from './monaco-input.ts';
import { createMonacoNotes } from './monaco-notes.ts';
import { applyMonacoTheme, followTheme } from './monaco-theme.ts';
import { loadTypes, prepareTypes } from './monaco-types.ts';
import { createTensorHover } from './tensor-hover.ts';

/** Escape goes first to whatever the editor has open. */
const NOTHING_OPEN =
	'editorTextFocus && !suggestWidgetVisible && !findWidgetVisible && !markersNavigationVisible && !parameterHintsVisible && !inSnippetMode && !inlineSuggestionVisible && !editorHasSelection';

export function createMonacoEditor(options: EditorOptions): EditorPort {
	const { host, file, code, lab, imports, onChange, onPaste, onLeave } = options;
	globalThis.MonacoEnvironment = { getWorker: (_, label) => (label === 'typescript' ? new TypeScriptWorker() : new EditorWorker()) };
	applyMonacoTheme(monaco);
	prepareTypes();
	const stopTheme = followTheme(monaco);
	const model = monaco.editor.createModel(code, 'typescript', monaco.Uri.parse(`file:///${file}`));
	model.updateOptions({ tabSize: 2, insertSpaces: !code.includes('\t') });
	host.replaceChildren();
	const editor = monaco.editor.create(host, { ...LOOK, ...ariaOf(file), model, fontFamily: codeFont() });
	model.onDidChangeContent(() => onChange(model.getValue()));
	editor.onDidPaste(({ range }) => onPaste(model.getValueInRange(range).length));
	const stopInputs = takeWholeInputs(editor);
	const stopOffers = options.completions ? offerCompletions(model, options.completions) : () => undefined;
	const notes = createMonacoNotes(editor, model, onLeave);
	const tensors = createTensorHover(editor, model);
	editor.addCommand(monaco.KeyCode.Escape, () => (notes.firstLink() ?? { focus: onLeave }).focus(), NOTHING_OPEN);
	void loadTypes(lab, imports).then((isKnown) => (host.dataset['types'] = isKnown ? 'ready' : 'absent'));
	let other: monaco.editor.ITextModel | null = null;
	const shut = (): void => {
		editor.setModel(model);
		other?.dispose();
		other = null;
	};
	return {
		kind: 'monaco',
		getCode: () => model.getValue(),
		setCode: (next) => replaceAll(model, next),
		cursor: () => model.getOffsetAt(cursorOf(editor, model)),
		insert(at, text) {
			const { lineNumber, column } = model.getPositionAt(at);
			editor.pushUndoStop();
			editor.executeEdits('own-code', [{ range: new monaco.Range(lineNumber, column, lineNumber, column), text, forceMoveMarkers: true }]);
			editor.pushUndoStop();
			const end = model.getPositionAt(at + text.length);
			editor.setPosition(end);
			editor.revealPositionInCenterIfOutsideViewport(end);
			editor.focus();
		},
		showFile(shown) {
			shut();
			if (shown) {
				other = monaco.editor.createModel(shown.code, 'typescript', monaco.Uri.parse(`file:///read/${shown.name}.ts`));
				editor.setModel(other);
			}
			editor.updateOptions({ readOnly: shown !== null, ...ariaOf(shown ? `${shown.name}, read-only` : file) });
		},
		showNotes: (list) => notes.show(list),
		showTensors: (seen) => tensors.show(seen),
		wordAtCursor() {
			const [on, at] = [editor.getModel(), editor.getPosition()];
			return (on && at && on.getWordAtPosition(at)?.word) || '';
		},
		goToLine(line) {
			const at = Math.min(line, model.getLineCount());
			editor.revealLineInCenter(at);
			editor.setPosition({ lineNumber: at, column: model.getLineFirstNonWhitespaceColumn(at) || 1 });
			editor.focus();
		},
		focus: () => editor.focus(),
		dispose() {
			stopTheme();
			stopInputs();
			tensors.dispose();
			stopOffers();
			other?.dispose();
			editor.dispose();
			model.dispose();
			host.replaceChildren();
			delete host.dataset['types'];
		},
	};
}

const LOOK: monaco.editor.IStandaloneEditorConstructionOptions = {
	automaticLayout: true,
	fixedOverflowWidgets: true,
	fontLigatures: false,
	fontSize: 13,
	lineHeight: 22,
	lineNumbersMinChars: 4,
	minimap: { enabled: false },
	overviewRulerLanes: 0,
	padding: { top: 8, bottom: 24 },
	quickSuggestions: { other: true, comments: false, strings: true },
	renderLineHighlight: 'none',
	scrollBeyondLastLine: false,
	scrollbar: { alwaysConsumeMouseWheel: false },
	theme: 'gradus',
	wordBasedSuggestions: 'off',
};

function ariaOf(name: string): { ariaLabel: string } {
	return { ariaLabel: `${name}, your code. Escape leaves the editor; Control M switches whether Tab moves the focus.` };
}

function codeFont(): string {
	return getComputedStyle(document.documentElement).getPropertyValue('--font-code');
}

/** Of the learner's own file; its end while another one is shown. */
function cursorOf(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): monaco.Position {
	const end = model.getFullModelRange().getEndPosition();
	return editor.getModel() === model ? (editor.getPosition() ?? end) : end;
}

/** An edit of its own between two stops: one undo brings the text before it back, and everything before that is still there. */
function replaceAll(model: monaco.editor.ITextModel, next: string): void {
	if (model.getValue() === next) return;
	model.pushStackElement();
	model.pushEditOperations([], [{ range: model.getFullModelRange(), text: next }], () => null);
	model.pushStackElement();
}
