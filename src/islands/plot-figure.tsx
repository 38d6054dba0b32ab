/** What a run measured as a plot: lines, dots with their intervals, bands, and marks in words; axes may be logarithmic. Drawn once, not while it trains. */
import { describePlot, sayPoint } from './figure-words.ts';
import { placeOn, type Scale, scaleOf, ticksOn } from './plot-scale.ts';
import { sayNumber, sayTick } from './quantity.ts';
import { type Place, Reader } from './reader.tsx';
import { spread } from './roofline.ts';
import type { FigureOf } from './run-figures.ts';

type Plot = FigureOf<'plot'>;
type Series = Plot['series'][number];

const WIDTH = 440;
const RIGHT = 428;
const TOP = 26;
const BOTTOM = 250;
const TICK_PX = 6.4;
const LINE_PX = 14;
const SLOTS = 6;

interface Frame {
	readonly x: Scale;
	readonly y: Scale;
	readonly left: number;
	readonly atX: (value: number) => number;
	readonly atY: (value: number) => number;
	readonly yTicks: readonly number[];
}

export function PlotFigure({ plot }: { readonly plot: Plot }) {
	const drawn = plot.series.map((series) => ({ ...series, points: series.points.filter((point) => hasPlace(plot, point)) }));
	const frame = frameOf(plot, drawn);
	return (
		<>
			<Reader
				label={plot.title}
				rows={drawn.map(({ points }) => points.length)}
				hint="By keyboard: left and right go from point to point, up and down from series to series."
				say={({ row, column }) => {
					const point = drawn[row]?.points[column];
					return point === undefined ? '' : sayPoint(plot, drawn[row]?.name ?? '', point);
				}}
			>
				{(at, go) => (
					<svg class="chart-m run-plot" aria-hidden="true" viewBox={`0 0 ${WIDTH} ${BOTTOM + 42}`}>
						<Axes plot={plot} frame={frame} />
						{drawn.map((series, n) => (
							<SeriesMarks key={series.name} series={series} n={n} frame={frame} go={go} />
						))}
						<Marks plot={plot} frame={frame} />
						<Cursor series={drawn} at={at} frame={frame} />
					</svg>
				)}
			</Reader>
			<Legend series={drawn} />
		</>
	);
}

/** A point without a place on a logarithmic axis is told in the text and in the file. */
function hasPlace({ x, y }: Plot, point: { readonly x: number; readonly y: number }): boolean {
	return (!x.log || point.x > 0) && (!y.log || point.y > 0);
}

function frameOf({ x, y, marks = [] }: Plot, series: readonly Series[]): Frame {
	const points = series.flatMap((one) => one.points);
	const marked = (axis: 'x' | 'y'): readonly number[] => marks.filter((mark) => mark.axis === axis).map(({ value }) => value);
	const xScale = scaleOf([...points.map((point) => point.x), ...marked('x')], { isLog: x.log, room: 0.04 });
	const ends = points.flatMap((point) => [point.y, point.low ?? point.y, point.high ?? point.y]);
	const yScale = scaleOf([...ends, ...marked('y')], { isLog: y.log, range: y.range, room: 0.08 });
	const yTicks = ticksOn(yScale, 5);
	const left = 12 + TICK_PX * Math.max(...yTicks.map((tick) => sayTick(tick).length), 2);
	return {
		x: xScale,
		y: yScale,
		left,
		yTicks,
		atX: (value) => left + (RIGHT - left) * placeOn(xScale, value),
		atY: (value) => BOTTOM - (BOTTOM - TOP) * Math.min(1.02, Math.max(-0.02, placeOn(yScale, value))),
	};
}

function Axes({ plot, frame: { x, left, atX, atY, yTicks } }: { readonly plot: Plot; readonly frame: Frame }) {
	return (
		<>
			<text class="alab" x="0" y="12">
				{plot.y.label}
				{plot.y.log && ', logarithmic'}
			</text>
			{yTicks.map((tick) => (
				<g key={tick}>
					<line class="grid" x1={left} x2={RIGHT} y1={atY(tick)} y2={atY(tick)} />
					<text class="tick" x={left - 6} y={atY(tick) + 4} text-anchor="end">
						{sayTick(tick)}
					</text>
				</g>
			))}
			<line class="axis" x1={left} x2={RIGHT} y1={BOTTOM} y2={BOTTOM} />
			{ticksOn(x, 5).map((tick) => (
				<g key={tick}>
					<line class="axis" x1={atX(tick)} x2={atX(tick)} y1={BOTTOM} y2={BOTTOM + 4} />
					<text class="tick" x={atX(tick)} y={BOTTOM + 17} text-anchor="middle">
						{sayTick(tick)}
					</text>
				</g>
			))}
			<text class="alab" x={RIGHT} y={BOTTOM + 36} text-anchor="end">
				{plot.x.label}
				{plot.x.log && ', logarithmic'}
			</text>
		</>
	);
}

interface SeriesProps {
	readonly series: Series;
	readonly n: number;
	readonly frame: Frame;
	readonly go: (place: Place) => void;
}

function SeriesMarks({ series: { kind, points }, n, frame: { atX, atY }, go }: SeriesProps) {
	const slot = (n % SLOTS) + 1;
	const path = (of: (point: Series['points'][number]) => number): string =>
		points.map((point) => `${round(atX(point.x))} ${round(atY(of(point)))}`).join('L');
	if (kind === 'band') {
		const upper = path(({ y, high }) => high ?? y);
		const lower = points.toReversed().map(({ x, y, low }) => `${round(atX(x))} ${round(atY(low ?? y))}`);
		return (
			<>
				{points.length > 1 && <path class={`band f${slot}`} d={`M${upper}L${lower.join('L')}Z`} />}
				{points.length > 1 && <path class={`series s${slot}`} d={`M${path(({ y }) => y)}`} />}
			</>
		);
	}
	return (
		<>
			{kind === 'line' && points.length > 1 && <path class={`series s${slot}`} d={`M${path(({ y }) => y)}`} />}
			{points.map((point, column) => (
				<g key={column} onPointerEnter={() => go({ row: n, column })}>
					{point.low !== undefined && point.high !== undefined && (
						<path class={`whisker s${slot}`} d={`M${round(atX(point.x))} ${round(atY(point.low))}V${round(atY(point.high))}`} />
					)}
					{(kind === 'dots' || points.length <= 40) && <Dot n={n} x={atX(point.x)} y={atY(point.y)} size={kind === 'dots' ? 4.5 : 2.5} />}
				</g>
			))}
		</>
	);
}

/** A shape of its own for each of four series in turn, so that they are told apart without colour. */
export function Dot({ n, x, y, size }: { readonly n: number; readonly x: number; readonly y: number; readonly size: number }) {
	const look = `f${(n % SLOTS) + 1}`;
	const [cx, cy, s] = [round(x), round(y), size];
	if (n % 4 === 0) return <circle class={look} cx={cx} cy={cy} r={s} />;
	const shapes = [
		'',
		`M${cx - s} ${cy - s}h${2 * s}v${2 * s}h${-2 * s}Z`,
		`M${cx} ${cy - 1.3 * s}l${1.2 * s} ${2.2 * s}h${-2.4 * s}Z`,
		`M${cx} ${cy - 1.4 * s}l${1.4 * s} ${1.4 * s}l${-1.4 * s} ${1.4 * s}l${-1.4 * s} ${-1.4 * s}Z`,
	];
	return <path class={look} d={shapes[n % 4]} />;
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

function Marks({ plot: { marks = [] }, frame: { left, atX, atY } }: { readonly plot: Plot; readonly frame: Frame }) {
	// Labels of levels that lie close together stand below each other.
	const heights = spread(
		marks.map(({ axis, value }, n) => (axis === 'y' ? atY(value) - 5 : -n * LINE_PX)),
		LINE_PX,
		BOTTOM - 5,
	);
	return (
		<>
			{marks.map(({ axis, value, label }, n) => {
				const [x, y] = [atX(value), atY(value)];
				// Beside an upright line on the side where there is room.
				const isRight = x > (left + RIGHT) / 2;
				return axis === 'y' ? (
					<g key={label}>
						<line class="floor" x1={left} x2={RIGHT} y1={y} y2={y} />
						<text class="alab halo" x={left + 4} y={heights[n]}>
							{label}
						</text>
					</g>
				) : (
					<g key={label}>
						<line class="floor" x1={x} x2={x} y1={TOP} y2={BOTTOM} />
						<text class="alab halo" x={x + (isRight ? -5 : 5)} y={TOP + 10 + 15 * (n % 3)} text-anchor={isRight ? 'end' : 'start'}>
							{label}
						</text>
					</g>
				);
			})}
		</>
	);
}

function Cursor({
	series,
	at,
	frame: { atX, atY },
}: {
	readonly series: readonly Series[];
	readonly at: Place | null;
	readonly frame: Frame;
}) {
	const point = at === null ? undefined : series[at.row]?.points[at.column];
	return point === undefined ? null : <circle class="cursor" cx={atX(point.x)} cy={atY(point.y)} r="8" />;
}

function Legend({ series }: { readonly series: readonly Series[] }) {
	if (series.length < 2) return null;
	return (
		<p class="legend">
			{series.map(({ name, kind }, n) => (
				<span key={name}>
					<svg class="plot-key" viewBox="0 0 24 12" aria-hidden="true">
						{kind === 'band' && <rect class={`band f${(n % SLOTS) + 1}`} width="24" height="12" />}
						{kind !== 'dots' && <path class={`series s${(n % SLOTS) + 1}`} d="M0 6h24" />}
						{kind !== 'band' && <Dot n={n} x={12} y={6} size={kind === 'dots' ? 4.5 : 2.5} />}
					</svg>
					{name}
				</span>
			))}
		</p>
	);
}

export function PlotTwin({ plot }: { readonly plot: Plot }) {
	return (
		<>
			<p>{describePlot(plot)}</p>
			<div class="table-wrap" tabIndex={0} role="group" aria-label={`${plot.title}, as a table`}>
				<table class="table">
					<caption>{plot.title}</caption>
					<thead>
						<tr>
							<th scope="col">series</th>
							<th scope="col" class="r">
								{plot.x.label}
							</th>
							<th scope="col" class="r">
								{plot.y.label}
							</th>
							<th scope="col" class="r">
								interval
							</th>
						</tr>
					</thead>
					<tbody>
						{plot.series.flatMap(({ name, points }) =>
							points.map((point, n) => (
								<tr key={`${name} ${n}`}>
									<th scope="row">{name}</th>
									<td class="r">{sayNumber(point.x)}</td>
									<td class="r">{sayNumber(point.y)}</td>
									<td class="r">{point.low === undefined ? '' : `${sayNumber(point.low)} to ${sayNumber(point.high)}`}</td>
								</tr>
							)),
						)}
					</tbody>
				</table>
			</div>
		</>
	);
}
