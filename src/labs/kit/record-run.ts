/** Runs a lab's train without a page and keeps what it told: for experiments. Never bundled. */
import type { RunFigure } from '#contract/figure.ts';
import type { Train, TrainHost } from './host.ts';
import { silentHost } from './silent-host.ts';

export interface Recorded {
	/** Values by key, in the order of the steps. */
	readonly measures: readonly { readonly step: number; readonly values: Readonly<Record<string, number>> }[];
	/** The newest figure of each id. Attention figures are left out: they have none. */
	readonly figures: ReadonlyMap<string, RunFigure>;
}

/** `train` may be a lab's own, or anything else that takes a host. */
export async function recordRun(
	train: (host: TrainHost) => ReturnType<Train>,
	given: Pick<TrainHost, 'preset' | 'config' | 'steps' | 'seed' | 'base'>,
): Promise<Recorded> {
	const measures: { step: number; values: Readonly<Record<string, number>> }[] = [];
	const figures = new Map<string, RunFigure>();
	await train(
		silentHost({
			...given,
			emit(message) {
				if (message.type === 'measure') measures.push({ step: message.step, values: message.values });
				if (message.type === 'figure' && message.figure !== 'attention') figures.set(message.id, message);
			},
		}),
	);
	return { measures, figures };
}

/** Points of a plot's series by name; rows of bars alike. */
export function seriesOf(figure: RunFigure | undefined): Record<string, unknown> {
	if (figure?.figure === 'plot')
		return Object.fromEntries(figure.series.map(({ name, points }) => [name, points.map(({ x, y }) => ({ x, y }))]));
	return figure?.figure === 'bars' ? Object.fromEntries(figure.series.map(({ name, values }) => [name, values])) : {};
}
