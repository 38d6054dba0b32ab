/** What a recorded step has to do with tensors that were made outside of it: which it changes, uses, or must not lose. */
import * as tf from '@tensorflow/tfjs';
import type { GraphBackend } from '../gpu/graph-backend.ts';
import { rangesOf } from './plan-memory.ts';
import type { Recorded } from './record-step.ts';
import type { Trace } from './trace.ts';

/** Variables that lie where the step writes. */
export function changedVariables(backend: GraphBackend, trace: Trace): tf.Variable[] {
	const written = new Map<unknown, number[]>();
	for (const command of trace.commands) {
		for (const { range, isWritten } of rangesOf(command)) {
			if (isWritten) written.set(range.storage, [...(written.get(range.storage) ?? []), range.offset, range.offset + range.bytes]);
		}
	}
	return Object.values(tf.engine().registeredVariables).filter((variable) => {
		const { resource, offset = 0 } = backend.tensorMap.get(variable.dataId);
		const places = written.get(resource) ?? [];
		return places.some((from, i) => i % 2 === 0 && from <= offset && offset < (places[i + 1] ?? 0));
	});
}

/** Variables may move to other data, as long as they keep their place; other tensors must simply live. */
export function watchUsed(backend: GraphBackend, used: Recorded['used']): () => boolean {
	const variables = Object.values(tf.engine().registeredVariables);
	const watched: { readonly dataId: () => tf.DataId; readonly resource: unknown; readonly offset: number }[] = [];
	for (const [{ resource, offset = 0 }, dataId] of used) {
		const variable = variables.find((each) => {
			const data = backend.tensorMap.get(each.dataId);
			return data.resource === resource && (data.offset ?? 0) === offset;
		});
		if (variable !== undefined) watched.push({ dataId: () => variable.dataId, resource, offset });
		// An input's view has ended with its step; the slot lives as long as the plan.
		else if (backend.tensorMap.has(dataId)) watched.push({ dataId: () => dataId, resource, offset });
	}
	return () =>
		watched.every(({ dataId, resource, offset }) => {
			const id = dataId();
			if (!backend.tensorMap.has(id)) return false;
			const data = backend.tensorMap.get(id);
			return data.resource === resource && (data.offset ?? 0) === offset;
		});
}

/** @throws when the step has disposed weights that it will need again */
export function refuseLost(lost: readonly tf.Variable[]): void {
	const [first] = lost;
	if (first === undefined) return;
	throw new Error(
		`The step disposed the variable "${first.name}" of shape [${first.shape.join(', ')}], which was made outside of it and is gone now. Leave the weights out of dispose.`,
	);
}

/** Why a step that comes out equal each time can still not be replayed. */
export function restless({ survivors, disposed }: Trace): string {
	return disposed > 0
		? 'The step disposes tensors that were made outside of it, so it runs as written. A weight that changes belongs in a tf.variable, changed with assign.'
		: `The step leaves ${survivors - 1} tensors behind each time, so it runs as written. What must live on belongs in a tf.variable, changed with assign.`;
}
