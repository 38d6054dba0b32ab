/**
 * Lines over training steps, as a figure: uPlot draws, this decides what a line looks like, that reference lines carry their words,
 * and that the colours follow the theme. The same facts stand beside it as text; the canvas itself is hidden from screen readers.
 */
import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { readColour, readDash, watchTheme } from './chart-theme.ts';

export interface Line {
	/** Empty for one that is told by another of its colour. */
	readonly name: string;
	/** Slot of the categorical palette. */
	readonly slot: number;
	/** `thin`: measured at every step; `points`: measured seldom, so each place is marked. */
	readonly look: 'thin' | 'line' | 'points';
	readonly isDashed?: boolean;
	readonly steps: readonly number[];
	readonly values: readonly number[];
}

/** A level that is drawn across and named in words. */
export interface Level {
	readonly name: string;
	readonly value: number;
}

/** Between the lowest and the highest of several runs. */
export interface Band {
	readonly name: string;
	/** Slot of the categorical palette. */
	readonly slot: number;
	readonly steps: readonly number[];
	readonly low: readonly number[];
	readonly high: readonly number[];
}

/** A step that something is said about. */
export interface ChartMark {
	readonly step: number;
	readonly name: string;
	/** Id of the element where it is said. */
	readonly target: string;
}

interface LineChartProps {
	readonly lines: readonly Line[];
	readonly bands?: readonly Band[];
	readonly levels: readonly Level[];
	readonly isLog: boolean;
	readonly yTitle: string;
	/** The axis reaches at least from here to there. */
	readonly range?: readonly [number, number] | undefined;
	/** The axis reaches at least this step. */
	readonly lastStep: number;
	/** A step to mark, where curves are compared. */
	readonly mark?: number | undefined;
	/** Steps that something is said about: an upright line and a way there. */
	readonly marks?: readonly ChartMark[] | undefined;
}

const HEIGHT_PX = 280;

export function LineChart(props: LineChartProps) {
	const host = useRef<HTMLDivElement>(null);
	const plot = useRef<UPlot | null>(null);
	const shown = useRef(props);
	shown.current = props;
	const { lines, bands = [], levels, isLog, marks = [] } = props;
	const shape = [
		...lines.map(({ name, slot, look }) => `${name} ${slot} ${look}`),
		...bands.map(({ slot }) => slot),
		levels.length,
		isLog,
	].join('|');
	useEffect(() => {
		const element = host.current;
		if (element === null) return undefined;
		const draw = (): void => {
			plot.current?.destroy();
			plot.current = new UPlot(optionsOf(element, shown), dataOf(shown.current), element);
		};
		draw();
		const unwatch = watchTheme(draw);
		const watch = new ResizeObserver(() => plot.current?.setSize({ width: element.clientWidth, height: HEIGHT_PX }));
		watch.observe(element);
		return () => {
			unwatch();
			watch.disconnect();
			plot.current?.destroy();
			plot.current = null;
		};
	}, [shape]);
	// Marks take their places when the plot is drawn.
	useEffect(() => plot.current?.setData(dataOf(props)), [props]);
	return (
		<>
			<p class="chart-title">{props.yTitle}</p>
			<div class="chart-frame">
				<div class="line-chart" ref={host} aria-hidden="true" />
				{marks.map(({ step, name, target }) => (
					<a key={target} class="chart-mark" href={`#${target}`} data-step={step} title={name} onClick={(event) => goTo(event, target)}>
						<span class="vh">{name}: to what was seen</span>
					</a>
				))}
			</div>
			<p class="legend chart-legend">
				{lines
					.filter(({ name }) => name !== '')
					.map(({ name, slot, look, isDashed }) => (
						<span key={name}>
							<svg class={`key key-${look}`} viewBox="0 0 24 4" aria-hidden="true">
								<path d="M0 2h24" style={{ stroke: `var(--cat-${slot})`, strokeDasharray: isDashed ? `var(--dash-${slot})` : 'none' }} />
							</svg>
							{name}
						</span>
					))}
				{bands.map(({ name, slot }) => (
					<span key={name}>
						<svg class="key key-band" viewBox="0 0 24 4" aria-hidden="true">
							<rect width="24" height="4" style={{ fill: `var(--cat-${slot})` }} />
						</svg>
						{name}
					</span>
				))}
			</p>
		</>
	);
}

function optionsOf(element: HTMLElement, shown: { readonly current: LineChartProps }): UPlot.Options {
	const { lines, bands = [], isLog } = shown.current;
	const font = `12px ${getComputedStyle(document.body).fontFamily}`;
	const axis = { stroke: readColour('--ink-3'), font, ticks: { show: false } };
	const [ink, paper] = [readColour('--ink-2'), readColour('--paper')];
	return {
		width: element.clientWidth || 320,
		height: HEIGHT_PX,
		padding: [12, 12, 0, 0],
		cursor: { show: false },
		legend: { show: false },
		scales: {
			x: {
				time: false,
				range: () => [isLog ? 1 : 0, Math.max(2, shown.current.lastStep)],
				...(isLog ? { distr: 3 as const, log: 10 as const } : {}),
			},
			y: { range: (_plot, low, high) => rangeOf(shown.current, low, high) },
		},
		axes: [
			{
				...axis,
				label: isLog ? 'training step, logarithmic' : 'training step',
				labelSize: 18,
				labelFont: font,
				size: 26,
				grid: { show: false },
			},
			{ ...axis, size: widthOf, grid: { stroke: readColour('--line'), width: 1 } },
		],
		series: [{}, ...lines.map(seriesOf), ...bands.flatMap(() => [EDGE, EDGE])],
		bands: bands.map(({ slot }, at) => ({
			series: [lines.length + 1 + 2 * at, lines.length + 2 + 2 * at] as const,
			fill: `color-mix(in oklab, ${readColour(`--cat-${slot}`)} 18%, transparent)`,
		})),
		hooks: { draw: [(made) => drawLevels(made, shown.current, { ink, paper, font }), (made) => placeMarks(made, element)] },
	};
}

function seriesOf({ slot, look, isDashed }: Line): UPlot.Series {
	const stroke = readColour(`--cat-${slot}`);
	return {
		stroke,
		width: look === 'thin' ? 1 : 2,
		alpha: look === 'thin' ? 0.45 : 1,
		spanGaps: true,
		points: look === 'points' ? { show: true, size: 6, fill: stroke } : { show: false },
		...(isDashed ? { dash: readDash(slot) } : {}),
	};
}

/** An edge of a band: not drawn, only filled up to. */
const EDGE: UPlot.Series = { width: 0, spanGaps: true, points: { show: false } };
const DIGIT_PX = 7;

/** Room for the longest number of the axis. */
function widthOf(_plot: UPlot, values: readonly string[] | null): number {
	return Math.max(40, 14 + DIGIT_PX * Math.max(0, ...(values ?? []).map((value) => value.length)));
}

/** The levels are always in view, with room for their words. An axis goes below zero only where something does. */
function rangeOf({ levels, range }: LineChartProps, low: number | null, high: number | null): [number, number] {
	const values = levels.map(({ value }) => value);
	const from = Math.min(low ?? range?.[0] ?? 0, ...values);
	const to = Math.max(high ?? range?.[1] ?? 1, ...values);
	if (range !== undefined) return [Math.min(from, range[0]), Math.max(to, range[1])];
	const room = to > from ? (to - from) * 0.12 : Math.abs(to) * 0.1 || 1;
	return [from >= 0 ? Math.max(0, from - room) : from - room, to + room / 2];
}

interface Look {
	readonly ink: string;
	readonly paper: string;
	readonly font: string;
}

function drawLevels(plot: UPlot, { levels, mark }: LineChartProps, { ink, paper, font }: Look): void {
	const { ctx } = plot;
	const { left, top, width, height } = plot.bbox;
	const ratio = devicePixelRatio;
	ctx.save();
	ctx.strokeStyle = ink;
	ctx.fillStyle = ink;
	ctx.lineWidth = ratio;
	ctx.font = font.replace(/^\d+/, (size) => String(Number(size) * ratio));
	ctx.textAlign = 'left';
	let under: { readonly y: number; readonly text: string } | null = null;
	for (const [at, { name, value }] of levels.entries()) {
		const y = plot.valToPos(value, 'y', true);
		ctx.setLineDash(at === 0 ? [5 * ratio, 4 * ratio] : [2 * ratio, 3 * ratio]);
		line(ctx, left, y, left + width, y);
		// Two levels closer than a line of text share one.
		const isClose: boolean = under !== null && Math.abs(under.y - y) < 16 * ratio;
		if (under !== null && !isClose) write(ctx, under.text, left, under.y, width, paper);
		under = { y, text: isClose && under !== null ? `${name} · ${under.text}` : name };
	}
	if (under !== null) write(ctx, under.text, left, under.y, width, paper);
	if (mark !== undefined) {
		ctx.setLineDash([ratio, 3 * ratio]);
		const x = plot.valToPos(mark, 'x', true);
		line(ctx, x, top, x, top + height);
	}
	ctx.restore();
}

/** The links lie over the canvas, at the steps that they are about. */
function placeMarks(plot: UPlot, element: HTMLElement): void {
	for (const mark of element.parentElement?.querySelectorAll<HTMLElement>('.chart-mark') ?? []) {
		const x = plot.valToPos(Math.max(1, Number(mark.dataset['step'])), 'x');
		mark.style.left = `${plot.over.offsetLeft + x}px`;
		mark.style.height = `${plot.over.offsetTop + plot.over.offsetHeight}px`;
	}
}

/** To the words, and with the keyboard too. The address of the page stays. */
function goTo(event: Event, target: string): void {
	event.preventDefault();
	const element = document.getElementById(target);
	element?.scrollIntoView({ block: 'nearest' });
	element?.focus({ preventScroll: true });
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
	ctx.beginPath();
	ctx.moveTo(x0, y0);
	ctx.lineTo(x1, y1);
	ctx.stroke();
}

/** Above its line and at its beginning, where the curve is far away. On a narrow figure the explanation after the colon gives way. */
function write(ctx: CanvasRenderingContext2D, text: string, left: number, y: number, width: number, paper: string): void {
	const ratio = devicePixelRatio;
	const fits = ctx.measureText(text).width <= width;
	const shown = fits ? text : text.replace(/: [^·]*/g, '');
	ctx.setLineDash([]);
	ctx.strokeStyle = paper;
	ctx.lineWidth = 4 * ratio;
	ctx.strokeText(shown, left + 4 * ratio, y - 6 * ratio);
	ctx.fillText(shown, left + 4 * ratio, y - 6 * ratio);
	ctx.strokeStyle = ctx.fillStyle;
	ctx.lineWidth = ratio;
}

function dataOf({ lines, bands = [], isLog }: LineChartProps): UPlot.AlignedData {
	const at = (step: number): number => (isLog ? Math.max(1, step) : step);
	const edges = bands.flatMap(({ steps, low, high }) => [
		{ steps, values: high },
		{ steps, values: low },
	]);
	const drawn = [...lines, ...edges];
	const steps = [...new Set(drawn.flatMap((one) => one.steps.map(at)))].sort((a, b) => a - b);
	if (steps.length === 0) return [[0], ...drawn.map(() => [null])];
	return [
		steps,
		...drawn.map((one) => {
			const byStep = new Map(one.steps.map((step, index) => [at(step), one.values[index]]));
			return steps.map((step) => byStep.get(step) ?? null);
		}),
	];
}
