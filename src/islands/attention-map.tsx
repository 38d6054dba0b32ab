/** Where one head looks, as a table that is also a picture: rows look at columns. Arrow keys move; the cell in focus is said in words. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';

interface AttentionMapProps {
	readonly tokens: readonly string[];
	/** Row-major, [tokens, tokens]. */
	readonly weights: readonly number[];
	readonly name: string;
}

const TOP = 8;
const MOVES: Readonly<Record<string, readonly [number, number]>> = {
	ArrowRight: [0, 1],
	ArrowLeft: [0, -1],
	ArrowDown: [1, 0],
	ArrowUp: [-1, 0],
};

export function AttentionMap({ tokens, weights, name }: AttentionMapProps) {
	const size = Math.round(Math.sqrt(weights.length));
	const at = useSignal<readonly [number, number]>([size - 1, 0]);
	const table = useRef<HTMLTableElement>(null);
	const indices = Array.from({ length: size }, (_, index) => index);
	const weight = (row: number, column: number): number => weights[row * size + column] ?? 0;
	const move = (event: KeyboardEvent): void => {
		const by = MOVES[event.key];
		if (by === undefined) return;
		event.preventDefault();
		const clamp = (value: number): number => Math.min(size - 1, Math.max(0, value));
		at.value = [clamp(at.value[0] + by[0]), clamp(at.value[1] + by[1])];
		table.current?.querySelector<HTMLElement>(`[data-cell="${at.value.join(',')}"]`)?.focus();
	};
	const [row, column] = at.value;
	return (
		<>
			<div class="table-wrap">
				<table class="attention" ref={table} aria-label={`Attention of ${name}: rows look at columns`}>
					<thead>
						<tr>
							<td />
							{indices.map((index) => (
								<th key={index} scope="col">
									<span>{tokens[index]}</span>
								</th>
							))}
						</tr>
					</thead>
					<tbody onKeyDown={move}>
						{indices.map((r) => (
							<tr key={r}>
								<th scope="row">{tokens[r]}</th>
								{indices.map((c) => (
									<td
										key={c}
										data-cell={`${r},${c}`}
										class={`q${rampOf(weight(r, c))}`}
										tabIndex={r === row && c === column ? 0 : -1}
										onFocus={() => (at.value = [r, c])}
										onPointerEnter={() => (at.value = [r, c])}
									>
										<span class="vh">{weight(r, c).toFixed(2)}</span>
									</td>
								))}
							</tr>
						))}
					</tbody>
				</table>
			</div>
			<p class="row attention-key">
				<span class="meta num" aria-live="polite">
					{say(tokens, row, column, weight(row, column))}
				</span>
				<span class="push" />
				<span class="legend">
					0
					<span class="ramp" aria-hidden="true">
						{Array.from({ length: TOP + 1 }, (_, step) => (
							<i key={step} class={`q${step}`} />
						))}
					</span>
					1
				</span>
			</p>
		</>
	);
}

/** The square root spreads the low weights, where most of a row lies. */
export function rampOf(weight: number): number {
	return Math.round(Math.sqrt(Math.min(1, Math.max(0, weight))) * TOP);
}

function say(tokens: readonly string[], row: number, column: number, weight: number): string {
	const to = row === column ? 'itself' : `“${tokens[column]}” (${column + 1})`;
	return `“${tokens[row]}” (${row + 1}) gives ${(weight * 100).toFixed(0)} % of its attention to ${to}`;
}

/** Each row in a sentence: where it looks most. */
export function describeRows(tokens: readonly string[], weights: readonly number[]): readonly string[] {
	const size = Math.round(Math.sqrt(weights.length));
	return Array.from({ length: size }, (_, row) => {
		const own = weights.slice(row * size, (row + 1) * size);
		const most = own.indexOf(Math.max(...own));
		return say(tokens, row, most, own[most] ?? 0);
	});
}

/** The largest share that any row gives to a later word: 0 for a causal head. */
export function futureShare(weights: readonly number[]): number {
	const size = Math.round(Math.sqrt(weights.length));
	let largest = 0;
	for (let row = 0; row < size; row++) {
		const later = weights.slice(row * size + row + 1, (row + 1) * size).reduce((sum, weight) => sum + weight, 0);
		largest = Math.max(largest, later);
	}
	return largest;
}
