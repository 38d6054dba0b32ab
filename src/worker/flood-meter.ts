/** Counts what a worker posts in each second. Snapshots have a right to be large; nothing has a right to be many. */
import { MAX_WORKER_BYTES_PER_SECOND, MAX_WORKER_MESSAGES_PER_SECOND } from '#contract/limits.ts';
import type { FromWorker } from '#contract/run.ts';

export interface FloodMeter {
	/** True once a second holds more than the limits allow; stays cheap for honest traffic. */
	isFlooded(message: FromWorker, now: number): boolean;
}

export function createFloodMeter(): FloodMeter {
	let [second, messages, bytes] = [Number.NEGATIVE_INFINITY, 0, 0];
	return {
		isFlooded(message, now) {
			if (now - second >= 1_000) [second, messages, bytes] = [now, 0, 0];
			messages += 1;
			// A snapshot is counted as a message, not by its size: it comes every few seconds and may hold a model.
			if (message.type !== 'snapshot') bytes += 2 * JSON.stringify(message).length;
			return messages > MAX_WORKER_MESSAGES_PER_SECOND || bytes > MAX_WORKER_BYTES_PER_SECOND;
		},
	};
}
