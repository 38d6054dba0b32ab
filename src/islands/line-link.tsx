/** A line of the learner's file, as a way there. */
import type { LabStore } from './lab-store.ts';

export function LineLink({ store, line }: { readonly store: LabStore; readonly line: number }) {
	const go = (): void => {
		// On a narrow screen the editor is another pane.
		document.querySelector<HTMLElement>('.work-tabs [data-to="code"]')?.click();
		store.editor.value?.goToLine(line);
	};
	return (
		<button type="button" class="btn btn-quiet btn-s num" onClick={go}>
			line {line}
		</button>
	);
}
