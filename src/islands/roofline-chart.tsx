/** The roofline as a drawing. Without times it shows where each kind of kernel lies on the axis of intensity, and no ceiling. */
import type { KernelTime } from '#contract/run.ts';
import { describeRoof, describeWork } from './kernel-words.ts';
import { quantity, ratio } from './quantity.ts';
import { along, type LogAxis, logAxis, type Mark, type Roof, type Roofline, rooflineOf, spread, ticksOf } from './roofline.ts';

const WIDTH = 440;
const LEFT = 50;
const RIGHT = 424;
const TOP = 26;
const BOTTOM = 236;
/** Between two lines of text, at the size that it has on a phone. */
const LINE = 16;

/** From values to places in the drawing. */
interface Frame {
	readonly x: LogAxis;
	readonly y: LogAxis;
	readonly atX: (value: number) => number;
	readonly atY: (value: number) => number;
}

export function RooflineChart({ kernels }: { readonly kernels: readonly KernelTime[] }) {
	const roofline = rooflineOf(kernels);
	if (roofline.kinds.length === 0)
		return <p class="meta">No kernel of this step says how many FLOPs it is: there is no roofline to draw.</p>;
	return (
		<>
			{roofline.roof === null ? <IntensityChart roofline={roofline} /> : <RoofChart roofline={roofline} roof={roofline.roof} />}
			<p class="meta">{describeRoof(roofline)}</p>
		</>
	);
}

function RoofChart({ roofline: { kinds, names }, roof }: { readonly roofline: Roofline; readonly roof: Roof }) {
	const frame = frameOf(
		logAxis([...names.map(({ intensity }) => intensity), roof.ridge]),
		logAxis([...names.map(({ rate }) => rate ?? 0), roof.rate]),
	);
	const marks = kinds.filter(({ rate }) => rate !== null);
	return (
		<svg
			class="chart-m roofline"
			viewBox={`0 0 ${WIDTH} ${BOTTOM + 44}`}
			role="img"
			aria-label={`Roofline of the step: ${kinds.map((mark) => sayMark(mark)).join('; ')}`}
		>
			<XAxis frame={frame} />
			<YAxis frame={frame} />
			<Ceilings frame={frame} roof={roof} />
			{names.map(({ work, intensity, rate }) => (
				<circle
					key={work.name}
					class="kernel-name"
					cx={frame.atX(intensity)}
					cy={frame.atY(rate ?? 0)}
					r="2.5"
					data-say={sayMark({ work, intensity, rate })}
				/>
			))}
			<KindMarks marks={marks} frame={frame} />
		</svg>
	);
}

function sayMark({ work, intensity, rate }: Mark): string {
	return `${work.name} ${rate === null ? `${ratio(intensity)} FLOPs a byte` : describeWork(work)}`;
}

function frameOf(x: LogAxis, y: LogAxis): Frame {
	return { x, y, atX: (value) => LEFT + (RIGHT - LEFT) * along(x, value), atY: (value) => BOTTOM - (BOTTOM - TOP) * along(y, value) };
}

function XAxis({ frame: { x, atX } }: { readonly frame: Pick<Frame, 'x' | 'atX'> }) {
	return (
		<>
			<line class="axis" x1={LEFT} x2={RIGHT} y1={BOTTOM} y2={BOTTOM} />
			{ticksOf(x, 6).map((value) => (
				<g key={value}>
					<line class="axis" x1={atX(value)} x2={atX(value)} y1={BOTTOM} y2={BOTTOM + 4} />
					<text class="tick" x={atX(value)} y={BOTTOM + 18} text-anchor="middle">
						{value < 1 ? value : value.toLocaleString('en')}
					</text>
				</g>
			))}
			<text class="alab" x={RIGHT} y={BOTTOM + 38} text-anchor="end">
				FLOPs for each byte, logarithmic
			</text>
		</>
	);
}

function YAxis({ frame: { y, atY } }: { readonly frame: Frame }) {
	return (
		<>
			<text class="alab" x="0" y="12">
				FLOPs a second, logarithmic
			</text>
			{ticksOf(y, 5).map((value) => (
				<g key={value}>
					<line class="grid" x1={LEFT} x2={RIGHT} y1={atY(value)} y2={atY(value)} />
					<text class="tick" x={LEFT - 6} y={atY(value) + 4} text-anchor="end">
						{quantity(value, '')}
					</text>
				</g>
			))}
		</>
	);
}

/** Up with the traffic to the ridge, then flat. */
function Ceilings({ frame: { x, y, atX, atY }, roof }: { readonly frame: Frame; readonly roof: Roof }) {
	const lowest = 10 ** y.low;
	const from = Math.max(10 ** x.low, lowest / roof.traffic);
	const [x0, y0] = [atX(from), atY(from * roof.traffic)];
	const [x1, y1] = [atX(roof.ridge), atY(roof.rate)];
	const degrees = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
	const isLong = Math.hypot(x1 - x0, y1 - y0) > 150;
	return (
		<>
			<path class="floor" d={`M${x0} ${y0}L${x1} ${y1}H${RIGHT}`} />
			<text class="alab" x={RIGHT} y={y1 - 6} text-anchor="end">
				fastest here {quantity(roof.rate, 'FLOP/s')}
			</text>
			{isLong && (
				<text class="alab" transform={`translate(${round(x0)} ${round(y0)}) rotate(${degrees.toFixed(1)})`} x="10" y="-7">
					fastest here {quantity(roof.traffic, 'B/s')}
				</text>
			)}
		</>
	);
}

function round(value: number): number {
	return Math.round(value * 10) / 10;
}

/** Each with its name beside it, moved apart where they would touch. */
function KindMarks({ marks, frame: { atX, atY } }: { readonly marks: readonly Mark[]; readonly frame: Frame }) {
	const places = marks.map(({ intensity, rate }) => ({ x: atX(intensity), y: atY(rate ?? 0) }));
	const heights = spread(
		places.map(({ y }) => y + 4),
		LINE,
		BOTTOM - 4,
	);
	return (
		<>
			{marks.map((mark, n) => {
				const { x, y } = places[n] ?? { x: 0, y: 0 };
				const height = heights[n] ?? 0;
				const isLeft = x > (LEFT + RIGHT) * 0.62;
				const text = x + (isLeft ? -12 : 12);
				return (
					<g key={mark.work.kind} class="kind-mark" data-kind={mark.work.kind} data-say={sayMark(mark)}>
						{Math.abs(height - 4 - y) > 5 && <line class="grid" x1={x} y1={y} x2={text} y2={height - 4} />}
						<rect class="f1" x={x - 4} y={y - 4} width="8" height="8" />
						<text class="dlab halo" x={text} y={height} text-anchor={isLeft ? 'end' : 'start'}>
							{mark.work.kind}
						</text>
					</g>
				);
			})}
		</>
	);
}

/** A row a kind: the kind's own place as a square, its kernels as rings. */
function IntensityChart({ roofline: { kinds, names } }: { readonly roofline: Roofline }) {
	const axis = logAxis(names.map(({ intensity }) => intensity));
	const left = 104;
	const atX = (value: number): number => left + (RIGHT - left) * along(axis, value);
	const rows = kinds.toSorted((a, b) => b.intensity - a.intensity);
	const rowHeight = 24;
	const shift = BOTTOM - 22 - rows.length * rowHeight;
	return (
		<svg
			class="chart-m roofline"
			viewBox={`0 ${shift} ${WIDTH} ${BOTTOM + 44 - shift}`}
			role="img"
			aria-label={`FLOPs for each byte: ${rows.map(sayMark).join('; ')}`}
		>
			<text class="alab" x="0" y={shift + 12}>
				arithmetic intensity; no rates without times
			</text>
			{rows.map((mark, n) => {
				const y = BOTTOM - (rows.length - n - 0.5) * rowHeight;
				return (
					<g key={mark.work.kind} class="kind-mark" data-kind={mark.work.kind} data-say={sayMark(mark)}>
						<line class="grid" x1={left} x2={RIGHT} y1={y} y2={y} />
						<text class="dlab" x="0" y={y + 4}>
							{mark.work.kind}
						</text>
						{names
							.filter(({ work }) => work.kind === mark.work.kind)
							.map((one) => (
								<circle key={one.work.name} class="kernel-name" cx={atX(one.intensity)} cy={y} r="3.5" data-say={sayMark(one)} />
							))}
						<rect class="f1" x={atX(mark.intensity) - 4} y={y - 4} width="8" height="8" />
					</g>
				);
			})}
			<XAxis frame={{ x: axis, atX }} />
		</svg>
	);
}
