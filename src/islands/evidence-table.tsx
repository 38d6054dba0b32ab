/** The numbers behind a failed check: the row in which the two differ, expected above got, and where they first do. */
import { differenceTexts, evidenceText, isFarApart, placeText } from '#contract/evidence-text.ts';
import type { Evidence, EvidenceNumber } from '#contract/grading.ts';

const MAX_COLUMNS = 16;

export function EvidenceTable({ evidence: { label, expected, got, firstDifference: at } }: { readonly evidence: Evidence }) {
	const columns = columnsOf(expected ?? [], got ?? []);
	return (
		<>
			{columns.length > 0 && (
				<div class="table-wrap" tabIndex={0} role="group" aria-label={label}>
					<table class="mini">
						<thead>
							<tr>
								<td />
								{columns.map((column) => (
									<th key={column} scope="col">
										{column}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							<NumberRow name="expected" values={expected} columns={columns} />
							<NumberRow name="yours" values={got} columns={columns} than={expected} />
						</tbody>
					</table>
				</div>
			)}
			<p class="meta">
				{label}.{at && ` ${firstText(at)}`}
			</p>
		</>
	);
}

/** From the first on, or of a wide row those around the first that differ. */
function columnsOf(expected: readonly EvidenceNumber[], got: readonly EvidenceNumber[]): number[] {
	const width = Math.max(expected.length, got.length);
	const first = expected.findIndex((value, column) => isFarApart(got[column] ?? 0, value));
	const start = first < MAX_COLUMNS ? 0 : Math.min(first - MAX_COLUMNS / 2, width - MAX_COLUMNS);
	return Array.from({ length: Math.min(MAX_COLUMNS, width) }, (_, n) => start + n);
}

function firstText(first: NonNullable<Evidence['firstDifference']>): string {
	const [expected, got] = differenceTexts(first);
	return `First difference${placeText(first.index, first.axes)}: ${expected} expected, ${got} yours.`;
}

interface NumberRowProps {
	readonly name: string;
	readonly values: Evidence['got'];
	readonly columns: readonly number[];
	readonly than?: Evidence['expected'];
}

function NumberRow({ name, values, columns, than }: NumberRowProps) {
	if (values === undefined) return null;
	return (
		<tr>
			<th scope="row">{name}</th>
			{columns.map((column) => {
				const value = values[column];
				const isOff = than !== undefined && isFarApart(value ?? 0, than[column] ?? 0);
				return (
					<td key={column} class={isOff ? 'off' : ''}>
						{value === undefined ? '' : evidenceText(value)}
					</td>
				);
			})}
		</tr>
	);
}
