/** A host that shows nothing and never stops: for recipes, measures and tests. What it is given replaces parts of it. */
import type { TrainHost } from './host.ts';

export function silentHost(given: Partial<TrainHost> & Pick<TrainHost, 'preset' | 'config' | 'steps' | 'seed'>): TrainHost {
	return {
		resume: null,
		base: null,
		stopped: () => false,
		now: () => performance.now(),
		emit: () => {},
		lineOf: () => undefined,
		snapshot: async () => {},
		breathe: async () => {},
		...given,
	};
}
