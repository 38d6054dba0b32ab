/**
 * Which expert works on what: the load of each over the run as a strip, and a text whose tokens carry the numbers of their experts. A number stands at each
 * token and a kind of line under it, so that experts are told apart without colour.
 */

import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { percent } from '#contract/number-text.ts';
import { describeLoad, expertsCsv, sayToken } from './figure-words.ts';
import { type Place, Reader } from './reader.tsx';
import type { FigureOf } from './run-figures.ts';
import { SaveCsv } from './save-csv.tsx';
import { StepSlider, useChosenStep } from './step-slider.tsx';

type Experts = FigureOf<'experts'>;

const RAMP = 8;
const ROW_PX = 14;
const CELL_PX = 16;

interface ExpertsFigureProps {
	readonly lab: string;
	/** One figure by step, the first first. */
	readonly history: readonly Experts[];
}

export function ExpertsFigure({ lab, history }: ExpertsFigureProps) {
	const { at, figure, chosen } = useChosenStep(history);
	const top = useMemo(() => topOf(history), [history]);
	if (figure === undefined) return null;
	return (
		<figure class="fig">
			<h3>{figure.title}</h3>
			<div class="plate">
				<LoadStrip history={history} at={at} top={top} chose={(column) => (chosen.value = history[column]?.step ?? null)} />
				<p class="legend">
					<span>
						0 %
						<span class="ramp" aria-hidden="true">
							{Array.from({ length: RAMP + 1 }, (_, n) => (
								<i key={n} class={`q${n}`} />
							))}
						</span>
						{percent(top, 1)} of the choices
					</span>
				</p>
			</div>
			<StepSlider steps={history.map(({ step }) => step)} chosen={chosen} of="pictures" />
			{figure.tokens.length > 0 && <Tokens key={figure.id} figure={figure} />}
			<figcaption>
				<b>Step {figure.step}.</b> A row is an expert, a column a saved step; an equal share would be {percent(1 / figure.experts, 1)}.
			</figcaption>
			<details class="twin">
				<summary>The figure as text</summary>
				<p>{describeLoad(figure)}</p>
				<ol class="rows">
					{figure.tokens.map((token, n) => (
						<li key={n}>{sayToken(token)}.</li>
					))}
				</ol>
			</details>
			<p class="row">
				<SaveCsv name={`${lab}-${figure.id}`} label="Save loads as CSV" text={() => expertsCsv(history)} />
			</p>
		</figure>
	);
}

/** Twice an equal share at least: a balanced router looks even, not loud. */
function topOf(history: readonly Experts[]): number {
	const highest = Math.max(...history.flatMap(({ load }) => load), 0);
	return Math.min(1, Math.max(highest, 2 / (history[0]?.experts ?? 1)));
}

interface LoadStripProps {
	readonly history: readonly Experts[];
	readonly at: number;
	readonly top: number;
	readonly chose: (column: number) => void;
}

function LoadStrip({ history, at, top, chose }: LoadStripProps) {
	const experts = Math.max(...history.map((figure) => figure.experts));
	const rows = Array.from({ length: experts }, () => history.length);
	const say = ({ row, column }: Place): string =>
		`Expert ${row}, step ${history[column]?.step}: ${percent(history[column]?.load[row] ?? 0, 1)} of the choices`;
	const [width, height] = [history.length * CELL_PX, experts * ROW_PX];
	return (
		<Reader
			label="Load of each expert"
			rows={rows}
			say={say}
			hint="By keyboard: up and down go from expert to expert, left and right from step to step."
			moved={({ column }) => chose(column)}
		>
			{(place, go) => (
				<div class="load-strip">
					<div class="load-names num" style={{ gridTemplateRows: `repeat(${experts}, minmax(0, 1fr))` }}>
						{rows.map((_, expert) => (
							<span key={expert}>{experts <= 16 || expert % 8 === 0 ? expert : ''}</span>
						))}
					</div>
					<svg
						aria-hidden="true"
						viewBox={`0 0 ${width} ${height}`}
						preserveAspectRatio="none"
						style={{ height: `${Math.min(height, 320)}px` }}
					>
						{history.map(({ load }, column) =>
							rows.map((_, row) => (
								<rect
									key={`${column} ${row}`}
									class={`q${rampAt(load[row] ?? 0, top)}`}
									x={column * CELL_PX}
									y={row * ROW_PX}
									width={CELL_PX}
									height={ROW_PX}
									onPointerDown={() => go({ row, column })}
								/>
							)),
						)}
						<rect class="cursor" x={at * CELL_PX} y="0" width={CELL_PX} height={height} />
						{place !== null && <rect class="cursor" x={place.column * CELL_PX} y={place.row * ROW_PX} width={CELL_PX} height={ROW_PX} />}
					</svg>
					<span />
					<p class="load-axis num">
						<span>step {history[0]?.step}</span>
						{history.length > 1 && <span>{history.at(-1)?.step}</span>}
					</p>
				</div>
			)}
		</Reader>
	);
}

export function rampAt(load: number, top: number): number {
	return Math.round(Math.min(1, Math.max(0, load / top)) * RAMP);
}

const LINES = ['solid', 'dashed', 'dotted', 'double'] as const;
const SLOTS = 6;

/** Colour and kind of line of an expert: twelve pairs, and its number beside them. */
function lookOf(expert: number): Record<string, string> {
	return { borderBottom: `3px ${LINES[expert % LINES.length] ?? 'solid'} var(--cat-${(expert % SLOTS) + 1})` };
}

function Tokens({ figure: { experts, load, tokens } }: { readonly figure: Experts }) {
	const only = useSignal<number | null>(null);
	const all = Array.from({ length: experts }, (_, expert) => expert);
	return (
		<>
			<div class="expert-keys" role="group" aria-label="Mark the tokens of one expert">
				{all.map((expert) => (
					<button
						key={expert}
						type="button"
						class="btn btn-quiet btn-s num"
						aria-pressed={only.value === expert}
						onClick={() => (only.value = only.value === expert ? null : expert)}
					>
						<span class="vh">expert </span>
						<span style={lookOf(expert)}>{expert}</span>
						<span class="meta">{percent(load[expert] ?? 0, 1)}</span>
					</button>
				))}
			</div>
			<Reader
				label="Tokens with their experts"
				rows={[tokens.length]}
				hint="By keyboard: left and right go from token to token."
				say={({ column }) => {
					const token = tokens[column];
					return token === undefined ? '' : sayToken(token);
				}}
			>
				{(place, go) => (
					<p class="expert-tokens">
						{tokens.map((token, n) => {
							const isOff = only.value !== null && !token.experts.includes(only.value);
							return (
								<span
									key={n}
									class={`expert-token ${isOff ? 'token-off' : ''} ${place?.column === n ? 'token-at' : ''}`}
									onPointerEnter={() => go({ row: 0, column: n })}
								>
									<span style={token.experts[0] === undefined ? undefined : lookOf(token.experts[0])}>{token.text}</span>
									<small>{token.experts.join(' ')}</small>
								</span>
							);
						})}
					</p>
				)}
			</Reader>
		</>
	);
}
