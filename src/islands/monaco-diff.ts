/** Monaco's view of a difference. Loaded with the first one that is looked at. */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Difference } from './editor-desk.ts';

/** Gives the function that takes it down. */
export function showMonacoDiff(host: HTMLElement, { before, after }: Difference): () => void {
	const original = monaco.editor.createModel(before.code, 'typescript');
	const modified = monaco.editor.createModel(after.code, 'typescript');
	for (const model of [original, modified]) model.updateOptions({ tabSize: 2 });
	const editor = monaco.editor.createDiffEditor(host, {
		automaticLayout: true,
		readOnly: true,
		originalEditable: false,
		renderSideBySide: true,
		useInlineViewWhenSpaceIsLimited: true,
		fontFamily: getComputedStyle(document.documentElement).getPropertyValue('--font-code'),
		fontSize: 13,
		lineHeight: 22,
		minimap: { enabled: false },
		renderOverviewRuler: false,
		scrollBeyondLastLine: false,
		originalAriaLabel: before.title,
		modifiedAriaLabel: after.title,
		theme: 'gradus',
	});
	editor.setModel({ original, modified });
	return () => {
		editor.dispose();
		original.dispose();
		modified.dispose();
	};
}
