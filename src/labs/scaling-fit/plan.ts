/** Which models lab 3.1 trains: the family that the law is fitted to, and how the sizes of a preset are read. */
import { ALMANAC_VOCABULARY } from '#data/tasks/almanac.ts';

export interface Member {
	readonly width: number;
	readonly steps: number;
}

/** The last model is predicted from these. A preset's config says how many widths and budgets there are and where the budgets begin. */
export function familyOf(config: Readonly<Record<string, number>>): Member[] {
	const widths = config['widths'] === 3 ? [4, 8, 16] : [4, 6, 8, 12, 16];
	const shortest = config['shortest'] ?? 100;
	const budgets = [shortest, 2 * shortest, 4 * shortest];
	return widths.flatMap((width) => budgets.map((steps) => ({ width, steps })));
}

export function stepsOf(members: readonly Member[]): number {
	return members.reduce((sum, { steps }) => sum + steps, 0);
}

/** Matrices, biases and norms, without embeddings, positions and head. */
export function nonEmbedding(width: number): number {
	return 12 * width ** 2 + 13 * width + 2 * width;
}

/** What `countWeights` is asked. */
export function shapeOf(width: number): { layers: number; width: number; time: number; vocabulary: number } {
	return { layers: 1, width, time: 1, vocabulary: ALMANAC_VOCABULARY };
}
