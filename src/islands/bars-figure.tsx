/** What a run measured by kind, as bars: a row a label, a bar a series, each with its value in digits and its error as a line. */
import { describeBars, sayBar } from './figure-words.ts';
import { placeOn, type Scale, scaleOf, ticksOn } from './plot-scale.ts';
import { sayTick } from './quantity.ts';
import type { FigureOf } from './run-figures.ts';

type Bars = FigureOf<'bars'>;

export function BarsFigure({ bars }: { readonly bars: Bars }) {
	const scale = scaleForBars(bars);
	const isNamed = bars.series.length > 1;
	return (
		<>
			<p class="chart-title">{bars.y}</p>
			<ul class="bar-rows">
				{bars.labels.map((label, at) => (
					<li key={label}>
						<span class="bar-label">{label}</span>
						<ul>
							{bars.series.map(({ name, values, errors }, n) => (
								<li key={name} class="bar-line">
									<Bar slot={n + 1} value={values[at]} error={errors?.[at]} scale={scale} />
									<span class="num">
										{isNamed && <span class="vh">{name} </span>}
										{sayBar(values[at], errors?.[at])}
									</span>
								</li>
							))}
						</ul>
					</li>
				))}
			</ul>
			<p class="bar-axis num" aria-hidden="true">
				<span>
					{ticksOn(scale, 3).map((tick) => (
						<i key={tick} style={{ left: percentOf(placeOn(scale, tick)) }}>
							{sayTick(tick)}
						</i>
					))}
				</span>
			</p>
			{isNamed && (
				<p class="legend">
					{bars.series.map(({ name }, n) => (
						<span key={name}>
							<i class={`bar-key bar-${n + 1}`} />
							{name}
						</span>
					))}
				</p>
			)}
		</>
	);
}

/** From zero: a bar is read by its length. */
export function scaleForBars({ series }: Bars): Scale {
	const ends = series.flatMap(({ values, errors }) =>
		values.flatMap((value, at) => [value - (errors?.[at] ?? 0), value + (errors?.[at] ?? 0)]),
	);
	const all = series.flatMap(({ values }) => values);
	const isShare = all.every((value) => value >= 0 && value <= 1) && all.some((value) => value > 0.1);
	return scaleOf([0, ...ends.map((end) => (isShare ? Math.min(1, Math.max(0, end)) : end))], isShare ? { range: [0, 1] } : { room: 0.04 });
}

interface BarProps {
	readonly slot: number;
	readonly value: number | undefined;
	readonly error: number | undefined;
	readonly scale: Scale;
}

function Bar({ slot, value, error, scale }: BarProps) {
	const zero = placeOn(scale, 0);
	const end = placeOn(scale, value ?? 0);
	const [low, high] = [placeOn(scale, (value ?? 0) - (error ?? 0)), placeOn(scale, (value ?? 0) + (error ?? 0))].map((place) =>
		Math.min(1, Math.max(0, place)),
	);
	return (
		<span class="bar-track" aria-hidden="true">
			<i class={`bar-fill bar-${slot}`} style={{ left: percentOf(Math.min(zero, end)), width: percentOf(Math.abs(end - zero)) }} />
			{error !== undefined && <i class="bar-error" style={{ left: percentOf(low ?? 0), width: percentOf((high ?? 0) - (low ?? 0)) }} />}
		</span>
	);
}

function percentOf(share: number): string {
	return `${(share * 100).toFixed(2)}%`;
}

export function BarsTwin({ bars }: { readonly bars: Bars }) {
	return <p>{describeBars(bars)}</p>;
}
