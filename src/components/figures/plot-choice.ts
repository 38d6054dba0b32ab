/** One of the charts that a reader may choose in a figure, with what it shows in words. */
import type { LinePlot } from './line-plot.ts';

export interface PlotChoice {
	/** On its button. */
	readonly label: string;
	readonly plot: LinePlot;
	/** One or two sentences with the numbers. */
	readonly text: string;
}
