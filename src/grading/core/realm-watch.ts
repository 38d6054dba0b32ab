/**
 * Counts what a call leaves behind: tensors that were made while it ran and are neither given back nor disposed.
 * An engine tells of every tensor through two of its methods. They are taken hold of before learner code is loaded and cannot be replaced on the
 * engine afterwards, so the count is of what happened, not of what `tf.memory()` says.
 */
import type { RealmEngine, RealmTensor } from './realm-library.ts';

export interface TensorWatch {
	/** Forgets what was seen before. One call is watched at a time. */
	start(): void;
	/** Tensors made since the start that are still there. */
	stop(): readonly RealmTensor[];
}

const watches = new WeakMap<RealmEngine, TensorWatch>();

/** One for each engine, however many realms stand on it. */
export function watchOf(engine: RealmEngine): TensorWatch {
	const known = watches.get(engine);
	if (known !== undefined) return known;
	const made = createWatch(engine);
	watches.set(engine, made);
	return made;
}

function createWatch(engine: RealmEngine): TensorWatch {
	const { apply, defineProperty } = Reflect;
	// Learner code may replace them later.
	const { add, delete: remove, forEach } = Set.prototype;
	const { trackTensor, disposeTensor } = engine;
	let live: Set<RealmTensor> | null = null;
	const told = (original: (tensor: RealmTensor, backend: unknown) => void, note: typeof add | typeof remove) =>
		function (this: unknown, tensor: RealmTensor, backend: unknown): void {
			apply(original, this, [tensor, backend]);
			if (live !== null) apply(note, live, [tensor]);
		};
	defineProperty(engine, 'trackTensor', { value: told(trackTensor, add), writable: false, configurable: false });
	defineProperty(engine, 'disposeTensor', { value: told(disposeTensor, remove), writable: false, configurable: false });
	return {
		start() {
			live = new Set();
		},
		stop() {
			const list: RealmTensor[] = [];
			if (live !== null)
				apply(forEach, live, [
					(tensor: RealmTensor) => {
						defineProperty(list, list.length, { value: tensor, enumerable: true });
					},
				]);
			live = null;
			return list;
		},
	};
}
