/**
 * A drawing that is read by keyboard and pointer: the arrow keys go from row to row and from place to place in it, and a line under it says what stands
 * there. The drawing itself is hidden from screen readers; they have this line and the text twin.
 */
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';

export interface Place {
	readonly row: number;
	readonly column: number;
}

interface ReaderProps {
	readonly label: string;
	/** Places in each row. */
	readonly rows: readonly number[];
	readonly say: (place: Place) => string;
	/** Said until somebody points at something. */
	readonly hint: string;
	readonly moved?: (place: Place) => void;
	readonly children: (at: Place | null, go: (place: Place) => void) => ComponentChildren;
}

/** Where a key leads from `at`; null for other keys. Stays within the rows. */
export function nextPlace(rows: readonly number[], at: Place | null, key: string): Place | null {
	const { row, column } = at ?? { row: 0, column: 0 };
	const moves: Readonly<Record<string, Place>> = {
		ArrowUp: { row: row - 1, column },
		ArrowDown: { row: row + 1, column },
		ArrowLeft: { row, column: column - 1 },
		ArrowRight: { row, column: column + 1 },
		Home: { row, column: 0 },
		End: { row, column: Number.POSITIVE_INFINITY },
	};
	const to = moves[key];
	if (to === undefined || rows.length === 0) return null;
	if (at === null) return { row: 0, column: 0 };
	const inRow = Math.min(rows.length - 1, Math.max(0, to.row));
	return { row: inRow, column: Math.min(Math.max(0, (rows[inRow] ?? 1) - 1), Math.max(0, to.column)) };
}

export function Reader({ label, rows, say, hint, moved, children }: ReaderProps) {
	const at = useSignal<Place | null>(null);
	const frame = useRef<HTMLDivElement>(null);
	const go = (place: Place): void => {
		at.value = place;
		moved?.(place);
	};
	const key = (event: KeyboardEvent): void => {
		const next = nextPlace(rows, at.peek(), event.key);
		if (next === null) return;
		event.preventDefault();
		go(next);
		requestAnimationFrame(() => frame.current?.querySelector('.token-at')?.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
	};
	// A newer figure may have fewer places than the one that was pointed at.
	const place = at.value !== null && at.value.column < (rows[at.value.row] ?? 0) ? at.value : null;
	return (
		<>
			<div class="reader" ref={frame} role="group" tabIndex={0} aria-label={`${label}: read with the arrow keys`} onKeyDown={key}>
				<div aria-hidden="true">{children(place, go)}</div>
			</div>
			<p class="meta num readout" aria-live="polite">
				{place === null ? hint : say(place)}
			</p>
		</>
	);
}
