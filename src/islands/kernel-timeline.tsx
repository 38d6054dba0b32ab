/**
 * Where the time of a recorded step goes, as a drawing: lanes of kernels, the roofline, and the step as written beside its recording.
 * Markup alone, made on the server for a lesson as well; kernel-explorer.ts brings pointer and keys to it.
 */
import { type KernelStep, withHonestTimes } from './kernel-kinds.ts';
import { LANE_WIDTH, type Lane, lanesOf, type Measure, measuresOf, totalOf } from './kernel-lanes.ts';
import { amount, describeKernel, describeLane, describeWidths, MEASURE_WORDS, milliseconds } from './kernel-words.ts';
import { share } from './quantity.ts';
import { RooflineChart } from './roofline-chart.tsx';
import '../styles/kernels.css';

const LANE_HEIGHT = 14;
const READOUT = 'Point at a block, or tab to a row: the arrow keys go from row to row and from kernel to kernel.';

interface KernelTimelineProps {
	readonly step: KernelStep;
	/** In words, as `ready` gives it; empty where it is not known. */
	readonly adapter: string;
}

/** `step` as the worker or a file tells it: times that mean nothing are left out here, and said to be. */
export function KernelTimeline({ step: told, adapter }: KernelTimelineProps) {
	const { step, timing } = withHonestTimes(told);
	const kernels = step.replayed;
	const measures = measuresOf(kernels);
	if (measures.length === 0) return <p class="meta">The recorded step holds no kernel that does anything.</p>;
	const says = kernels.map((kernel, at) => describeKernel(kernel, at, kernels.length));
	return (
		<div class="kernels" data-kernel-explorer data-kernels={JSON.stringify(says)}>
			<div class="row">
				<span class="meta">Width of a block</span>
				<div class="seg" role="group" aria-label="Width of a block">
					{measures.map((measure, n) => (
						<button key={measure} type="button" data-measure={measure} aria-pressed={n === 0 ? 'true' : 'false'}>
							{MEASURE_WORDS[measure].button}
						</button>
					))}
				</div>
			</div>
			{measures.map((measure, n) => (
				<Lanes key={measure} step={step} measure={measure} isShown={n === 0} />
			))}
			<p class="meta num kernel-readout" aria-live="polite" data-readout>
				{READOUT}
			</p>
			<p class="meta">{describeWidths(timing, adapter)}</p>
			<div class="kernels-foot">
				<div>
					<RooflineChart kernels={kernels} />
				</div>
				<Beside step={step} />
			</div>
		</div>
	);
}

interface LanesProps {
	readonly step: KernelStep;
	readonly measure: Measure;
	readonly isShown: boolean;
}

function Lanes({ step, measure, isShown }: LanesProps) {
	const total = totalOf(step.replayed, measure);
	return (
		<div data-lanes={measure} hidden={!isShown}>
			<p class="lane meta" aria-hidden="true">
				<span>kind</span>
				<span>in the order they run</span>
				<span class="lane-share">share</span>
				<span class="lane-share">count</span>
			</p>
			<ol class="lanes" aria-label={`The step by kind of kernel, share of the ${MEASURE_WORDS[measure].of}`}>
				{lanesOf(step.replayed, measure).map((lane, n) => (
					<LaneRow key={lane.kind} lane={lane} measure={measure} isFirst={n === 0} />
				))}
			</ol>
			<p class="lane-axis num" aria-hidden="true">
				<span>0</span>
				<span>{amount(total / 2, measure)}</span>
				<span>{amount(total, measure)}</span>
			</p>
		</div>
	);
}

function LaneRow({ lane, measure, isFirst }: { readonly lane: Lane; readonly measure: Measure; readonly isFirst: boolean }) {
	return (
		<li class="lane" data-kind={lane.kind} data-say={describeLane(lane, measure)} tabIndex={isFirst ? 0 : -1}>
			<span>{lane.kind}</span>
			<svg viewBox={`0 0 ${LANE_WIDTH} ${LANE_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
				{lane.blocks.map(({ at, x, width }) => (
					<rect key={at} data-at={at} x={x} width={width} height={LANE_HEIGHT} />
				))}
			</svg>
			<span class="num lane-share">{share(lane.share, 1)}</span>
			<span class="meta num lane-share">
				{lane.work.kernels}
				<span class="vh"> kernels</span>
			</span>
		</li>
	);
}

/** The step as written and replayed: what the GPU is asked, and what it costs in JavaScript. */
function Beside({ step: { replayed, eager, jsMs } }: { readonly step: KernelStep }) {
	return (
		<div>
			<Bars title="GPU commands a step" written={eager.dispatches} replayed={replayed.length} say={(value) => value.toLocaleString('en')} />
			<Bars title="JavaScript a step" written={eager.jsMs} replayed={jsMs} say={milliseconds} />
		</div>
	);
}

interface BarsProps {
	readonly title: string;
	/** 0 where the step was not run as written, so nothing is known of that. */
	readonly written: number;
	readonly replayed: number;
	readonly say: (value: number) => string;
}

function Bars({ title, written, replayed, say }: BarsProps) {
	const most = Math.max(written, replayed, Number.MIN_VALUE);
	const bar = (name: string, value: number, look: string) => (
		<li class={`lane lane-bar ${look}`}>
			<span>{name}</span>
			<svg viewBox={`0 0 ${LANE_WIDTH} ${LANE_HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
				{value > 0 && <rect width={Math.max(2, (value / most) * LANE_WIDTH)} height={LANE_HEIGHT} />}
			</svg>
			<span class="num lane-share">{value > 0 ? say(value) : 'not known'}</span>
		</li>
	);
	return (
		<div>
			<p class="chart-title">{title}</p>
			<ul class="lanes">
				{bar('as written', written, 'lane-before')}
				{bar('replayed', replayed, '')}
			</ul>
		</div>
	);
}
