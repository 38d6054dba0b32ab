/** One cell of the cohort table in words and as a colour step. */
interface Cell {
	readonly state: 'not-started' | 'working' | 'accepted';
	readonly stuck: string | null;
	readonly mastery: number | null;
}

const WORDS = { 'not-started': 'not started', working: 'working', accepted: 'accepted' } as const;

export function describeCell(cell: Cell): string {
	return cell.stuck === null ? WORDS[cell.state] : `stuck: ${cell.stuck}`;
}

/** Class of the sequential ramp, q0 to q8. Accepted cells only: a cell at work carries its glyph instead. */
export function stepOf({ state, mastery }: Cell): string | null {
	return state === 'accepted' && mastery !== null ? `q${Math.round(mastery * 8)}` : null;
}
