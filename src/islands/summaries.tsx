/** The figures about the whole run, in the order they came: bars, plots and tables, each with its caption, its text and its numbers as a file. */
import { useMemo } from 'preact/hooks';
import { BarsFigure, BarsTwin } from './bars-figure.tsx';
import { summaryCsv } from './figure-words.ts';
import { PlotFigure, PlotTwin } from './plot-figure.tsx';
import { sayNumber } from './quantity.ts';
import { type FigureOf, type Summary, summariesOf } from './run-figures.ts';
import type { RunView } from './run-store.ts';
import { SaveCsv } from './save-csv.tsx';

export function Summaries({ lab, run }: { readonly lab: string; readonly run: RunView }) {
	const { figures } = run;
	// Drawn again only when a figure came: the panel renders ten times a second.
	return useMemo(
		() => (
			<>
				{summariesOf(figures).map((figure) => (
					<SummaryFigure key={`${figure.figure}/${figure.id}`} lab={lab} figure={figure} />
				))}
			</>
		),
		[lab, figures],
	);
}

export function SummaryFigure({ lab, figure }: { readonly lab: string; readonly figure: Summary }) {
	return (
		<figure class="fig">
			<div class="plate">
				{figure.figure === 'bars' && <BarsFigure bars={figure} />}
				{figure.figure === 'plot' && <PlotFigure plot={figure} />}
				{figure.figure === 'table' && <CostTable table={figure} />}
			</div>
			<figcaption>
				<b>{figure.title}.</b> As measured at step {figure.step}.
				{hasErrors(figure) && ' A line at the end of a bar is one standard error to each side.'}
			</figcaption>
			{figure.figure !== 'table' && (
				<details class="twin">
					<summary>The figure as text</summary>
					{figure.figure === 'bars' ? <BarsTwin bars={figure} /> : <PlotTwin plot={figure} />}
				</details>
			)}
			<p class="row">
				<SaveCsv name={`${lab}-${figure.id}`} label={`Save ${figure.figure} as CSV`} text={() => summaryCsv(figure)} />
			</p>
		</figure>
	);
}

function hasErrors(figure: Summary): boolean {
	return figure.figure === 'bars' && figure.series.some(({ errors }) => errors !== undefined);
}

/** A number, also one that was written out, with its unit of share or its error. */
const NUMBER = /^[-−+]?[\d.,]+(e[-+]?\d+)?( ?%| ± [\d.,]+)?$/;

function CostTable({ table: { title, columns, rows } }: { readonly table: FigureOf<'table'> }) {
	const isNumber = columns.map((_, at) => rows.length > 0 && rows.every((row) => NUMBER.test(String(row[at]))));
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label={title}>
			<table class="table">
				<thead>
					<tr>
						{columns.map((name, at) => (
							<th key={name} scope="col" class={isNumber[at] ? 'r' : undefined}>
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map((row, n) => (
						<tr key={n}>
							{columns.map((name, at) => {
								const cell = row[at] ?? '';
								const text = typeof cell === 'number' ? sayNumber(cell) : cell;
								return at === 0 ? (
									<th key={name} scope="row">
										{text}
									</th>
								) : (
									<td key={name} class={isNumber[at] ? 'r' : undefined}>
										{text}
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
