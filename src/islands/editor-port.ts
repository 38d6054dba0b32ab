/** What the workspace asks of an editor, whichever one is on the page. Neither takes the focus by itself. */

export interface EditorNote {
	/** Learner's line, 1-based. */
	readonly line: number;
	readonly message: string;
	/** Shown under the line. Plain text: it may come from learner code. */
	readonly detail: string | null;
}

export interface EditorOptions {
	readonly host: HTMLElement;
	readonly file: string;
	readonly code: string;
	readonly onChange: (code: string) => void;
	readonly onPaste: (characters: number) => void;
}

export interface EditorPort {
	readonly kind: 'monaco' | 'plain';
	getCode(): string;
	setCode(code: string): void;
	/** Replaces all notes. */
	showNotes(notes: readonly EditorNote[]): void;
	goToLine(line: number): void;
	focus(): void;
	dispose(): void;
}
