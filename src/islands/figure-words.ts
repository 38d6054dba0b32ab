/** The figures of a run as sentences and as rows for a file: the same facts as the drawings, for those who do not see them and for those who reckon on. Pure. */
import { percent, signed } from '#contract/number-text.ts';
import { sayNumber } from './quantity.ts';
import { csvOf, type FigureOf, type Summary } from './run-figures.ts';

type PlotPoint = FigureOf<'plot'>['series'][number]['points'][number];

export function sayPoint({ x, y }: FigureOf<'plot'>, name: string, point: PlotPoint): string {
	return `${name}: ${x.label} ${sayNumber(point.x)}, ${y.label} ${sayNumber(point.y)}${sayInterval(point)}`;
}

export function sayInterval({ low, high }: Pick<PlotPoint, 'low' | 'high'>): string {
	return low === undefined || high === undefined ? '' : ` (${sayNumber(low)} to ${sayNumber(high)})`;
}

/** Where each series begins and ends, and what is marked. */
export function describePlot(plot: FigureOf<'plot'>): string {
	const series = plot.series.map(({ name, points }) => {
		const [first, last] = [points[0], points.at(-1)];
		if (first === undefined || last === undefined) return `${name}: no points.`;
		const from = `${name}: ${plot.y.label} ${sayNumber(first.y)}${sayInterval(first)} at ${plot.x.label} ${sayNumber(first.x)}`;
		return points.length === 1 ? `${from}.` : `${from}, ${sayNumber(last.y)}${sayInterval(last)} at ${sayNumber(last.x)}.`;
	});
	const marks = (plot.marks ?? []).map(({ axis, value, label }) => `${label}: ${plot[axis].label} ${sayNumber(value)}.`);
	return [...series, ...marks].join(' ');
}

export function sayBar(value: number | undefined, error: number | undefined): string {
	return `${sayNumber(value)}${error === undefined ? '' : ` ± ${sayNumber(error)}`}`;
}

export function describeBars({ labels, series, y }: FigureOf<'bars'>): string {
	const rows = labels.map((label, at) => {
		const values = series.map(
			({ name, values: all, errors }) => `${series.length === 1 ? '' : `${name} `}${sayBar(all[at], errors?.[at])}`,
		);
		return `${label}: ${values.join(', ')}`;
	});
	return `${y}. ${rows.join('; ')}.`;
}

/** What an expert takes part in, beside the share that each would have if all had the same. */
export function describeLoad({ load, experts }: Pick<FigureOf<'experts'>, 'load' | 'experts'>): string {
	const most = Math.max(...load);
	const idle = Array.from({ length: experts }, (_, n) => n).filter((n) => (load[n] ?? 0) < 0.001);
	const all = Array.from({ length: experts }, (_, n) => `${n}: ${percent(load[n] ?? 0, 1)}`).join(', ');
	const busiest = `Expert ${load.indexOf(most)} takes the most, ${percent(most, 1)}; an equal share is ${percent(1 / experts, 1)}.`;
	return `${busiest}${idle.length === 0 ? '' : ` ${idle.length} of ${experts} take nothing.`} By expert, ${all}.`;
}

type Token = FigureOf<'experts'>['tokens'][number];

export function sayToken({ text, experts, weights }: Token): string {
	const parts = experts.map((expert, at) => `expert ${expert}${weights[at] === undefined ? '' : ` (${weights[at].toFixed(2)})`}`);
	return `“${text.trim() || text}” goes to ${parts.length === 0 ? 'no expert' : parts.join(' and ')}`;
}

type Group = FigureOf<'rollouts'>['groups'][number];
type Sample = Group['samples'][number];

export function saySample({ reward, advantage, note }: Sample): string {
	return `reward ${sayNumber(reward)}, advantage ${signed(advantage)}${note ? `, ${note}` : ''}`;
}

export function sayRolloutToken({ text, inLoss, ratio, logProb }: Sample['tokens'][number]): string {
	const facts = [
		inLoss ? 'in the loss' : 'not in the loss',
		...(ratio === undefined ? [] : [`ratio ${ratio.toFixed(2)}`]),
		...(logProb === undefined ? [] : [`log-probability ${logProb.toFixed(2)}`]),
	];
	return `“${text}”: ${facts.join(', ')}`;
}

/** What the group of samples comes to: how many were rewarded, and whether there is anything to learn from their difference. */
export function describeGroup({ samples }: Group): string {
	const rewards = samples.map(({ reward }) => reward);
	const mean = rewards.reduce((sum, reward) => sum + reward, 0) / Math.max(1, rewards.length);
	const isFlat = new Set(rewards).size <= 1;
	return `${samples.length} samples, mean reward ${sayNumber(mean)}.${isFlat ? ' All have the same reward, so this group teaches nothing.' : ''}`;
}

export function summaryCsv(figure: Summary): string {
	if (figure.figure === 'table') return csvOf(figure.columns, figure.rows);
	if (figure.figure === 'bars') {
		const head = ['label', ...figure.series.flatMap(({ name, errors }) => [name, ...(errors ? [`${name} standard error`] : [])])];
		const rows = figure.labels.map((label, at) => [
			label,
			...figure.series.flatMap(({ values, errors }) => [values[at] ?? '', ...(errors ? [errors[at] ?? ''] : [])]),
		]);
		return csvOf(head, rows);
	}
	const rows = figure.series.flatMap(({ name, points }) => points.map(({ x, y, low, high }) => [name, x, y, low ?? '', high ?? '']));
	return csvOf(['series', figure.x.label, figure.y.label, 'low', 'high'], rows);
}

export function expertsCsv(history: readonly FigureOf<'experts'>[]): string {
	return csvOf(
		['step', 'expert', 'share'],
		history.flatMap(({ step, load }) => load.map((share, expert) => [step, expert, share])),
	);
}

export function rolloutsCsv(history: readonly FigureOf<'rollouts'>[]): string {
	const rows = history.flatMap(({ step, groups }) =>
		groups.flatMap(({ prompt, samples }, group) =>
			samples.map((sample, at) => [step, group, prompt, at, textOf(sample), sample.reward, sample.advantage, sample.note ?? '']),
		),
	);
	return csvOf(['step', 'group', 'prompt', 'sample', 'text', 'reward', 'advantage', 'note'], rows);
}

export function textOf({ tokens }: Sample): string {
	return tokens.map(({ text }) => text).join(areWords(tokens) ? ' ' : '');
}

/** Most tokens are longer than a character and none has a space: they are read with space between them. */
export function areWords(tokens: readonly { readonly text: string }[]): boolean {
	const long = tokens.filter(({ text }) => text.length > 1).length;
	return long * 2 > tokens.length && tokens.every(({ text }) => !/\s/.test(text));
}
