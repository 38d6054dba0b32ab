/** What the workspace asks of an editor, whichever one is on the page. Neither takes the focus by itself. */

import type { SeenTensor } from '#contract/run.ts';
import type { Offer, Place } from '#learning/match-snippet.ts';

export interface EditorLink {
	readonly text: string;
	/** Another page, or what happens here. */
	readonly href?: string;
	readonly onOpen?: () => void;
}

export interface EditorNote {
	/** Learner's line, 1-based. */
	readonly line: number;
	readonly message: string;
	/** Shown under the line. Plain text: it may come from learner code. */
	readonly detail: string | null;
	/** In plain words what the message means; null where we have none. */
	readonly explained: string | null;
	readonly links: readonly EditorLink[];
}

/** A file that is read here and changed elsewhere: the learner's accepted lab, or a borrowed one. */
export interface ReadOnlyFile {
	/** As it is imported, for example `my/causal-attention`. */
	readonly name: string;
	readonly code: string;
}

/** The learner's file, and the offset of the cursor in it. */
export interface Cursor {
	readonly code: string;
	readonly at: number;
}

/** How the line could go on, and whom to tell when that was taken. Answered at once: it is asked on each key. */
export interface Completions {
	offersAt(place: Place): readonly Offer[];
	/** Asked where nothing of one's own fits; null where no model may complete, or what came was not let through. The signal: typing went on. */
	completeFromModel(place: Place, cursor: Cursor, signal: AbortSignal): Promise<Offer | null>;
	onTaken(offer: Offer): void;
}

export interface EditorOptions {
	readonly host: HTMLElement;
	readonly lab: string;
	readonly file: string;
	readonly code: string;
	/** What the file may import from `my/*`: shown on demand, and completed with. */
	readonly imports: readonly ReadOnlyFile[];
	readonly onChange: (code: string) => void;
	readonly onPaste: (characters: number) => void;
	/** Left out where nothing may write itself, as in an unaided check. */
	readonly completions?: Completions;
	/** Escape: where the keyboard goes on. */
	readonly onLeave: () => void;
}

export interface EditorPort {
	readonly kind: 'monaco' | 'plain';
	getCode(): string;
	/** As one edit that the learner can undo. */
	setCode(code: string): void;
	/** Offset of the cursor in the learner's own file. */
	cursor(): number;
	/** As one edit that the learner can undo; the cursor goes behind it. */
	insert(at: number, text: string): void;
	/** Null for the learner's own file. */
	showFile(file: ReadOnlyFile | null): void;
	/** Replaces all notes. */
	showNotes(notes: readonly EditorNote[]): void;
	/** What the last run of the checks saw; replaces what was shown. */
	showTensors(seen: readonly SeenTensor[]): void;
	/** The name at the cursor; empty where there is none. */
	wordAtCursor(): string;
	goToLine(line: number): void;
	focus(): void;
	dispose(): void;
}

/** A note as both editors show it. */
export function noteElement({ message, detail, explained, links }: EditorNote): HTMLElement {
	const head = document.createElement('strong');
	head.className = 'fail';
	head.textContent = message;
	const text = document.createElement('p');
	text.append(head, detail === null ? '' : ` ${detail}`);
	const zone = document.createElement('div');
	zone.className = 'line-zone';
	zone.append(text);
	if (explained !== null) {
		const plain = document.createElement('p');
		plain.className = 'explained';
		plain.textContent = explained;
		zone.append(plain);
	}
	if (links.length === 0) return zone;
	const row = document.createElement('p');
	row.className = 'row';
	row.append(...links.map(linkElement));
	zone.append(row);
	return zone;
}

function linkElement({ text, href, onOpen }: EditorLink): HTMLElement {
	const link = document.createElement(href === undefined ? 'button' : 'a');
	link.textContent = text;
	if (link instanceof HTMLAnchorElement && href !== undefined) link.href = href;
	else link.className = 'link';
	if (link instanceof HTMLButtonElement) link.type = 'button';
	if (onOpen) link.addEventListener('click', onOpen);
	return link;
}
