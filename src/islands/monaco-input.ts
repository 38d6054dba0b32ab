/**
 * Text of several lines that arrives as one input (dictation, an on-screen keyboard, an automation) goes in as it stands.
 * Monaco would type it letter by letter, and indent and close on top of what the text already has.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';

/** Gives the function that ends it. */
export function takeWholeInputs(editor: monaco.editor.IStandaloneCodeEditor): () => void {
	const command = monaco.editor.registerCommand('type', (_, { text }: { readonly text: string }) => {
		const focused = monaco.editor.getEditors().find((each) => each.hasTextFocus()) ?? editor;
		const selections = focused.getSelections() ?? [];
		if (text.length < 2 || !text.includes('\n') || focused.getOption(monaco.editor.EditorOption.readOnly)) {
			focused.trigger('keyboard', 'default:type', { text });
			return;
		}
		focused.pushUndoStop();
		focused.executeEdits(
			'input',
			selections.map((range) => ({ range, text, forceMoveMarkers: true })),
		);
		focused.pushUndoStop();
	});
	return () => command.dispose();
}
