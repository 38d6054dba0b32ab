/** The browser's TrainHost: messages to the page at a bearable rate, snapshots as transferables, a stop flag, room to breathe. */

import type { Preset } from '#contract/lab.ts';
import { MAX_REPAINTS_PER_SECOND, MAX_WORKER_MESSAGES_PER_SECOND, SNAPSHOT_EVERY_MS } from '#contract/limits.ts';
import type { FromWorker, RunRequest } from '#contract/run.ts';
import type { TrainHost, TrainMessage } from '#labs/kit/host.ts';

export type Post = (message: FromWorker, transfer?: Transferable[]) => void;

const BETWEEN_REPAINTS_MS = 1_000 / MAX_REPAINTS_PER_SECOND;
/** Points of a curve are all worth having, up to a quarter of what a worker may post. */
const BETWEEN_METRICS_MS = 4_000 / MAX_WORKER_MESSAGES_PER_SECOND;

export interface BrowserHost {
	readonly host: TrainHost;
	/** Sends what was held back. */
	flush(): void;
	lastStep(): number;
}

interface HostParts {
	readonly request: RunRequest;
	readonly presetName: string;
	readonly preset: Preset;
	readonly post: Post;
	readonly stopped: () => boolean;
	readonly breathe: () => Promise<void>;
	readonly lineOf: (stack: string) => number | undefined;
}

/** Measures of other keys are other measures: one that is taken seldom must not be replaced by one of every step. */
function kindOf(message: TrainMessage): string {
	if (message.type === 'measure') return `measure/${Object.keys(message.values).join()}`;
	if (message.type !== 'figure') return message.type;
	return message.figure === 'attention' ? 'attention' : `${message.figure}/${message.id}`;
}

function isRare(message: TrainMessage): boolean {
	return message.type === 'log' || message.type === 'sample' || (message.type === 'metric' && message.heldOut !== undefined);
}

export function createTrainHost({ request, presetName, preset, post, stopped, breathe, lineOf }: HostParts): BrowserHost {
	const held = new Map<string, TrainMessage>();
	const sentAt = new Map<string, number>();
	let snapshotAt = performance.now();
	let step = 0;

	/** Of each kind, and of each figure, the newest is kept; what is rare is never dropped. */
	function emit(message: TrainMessage): void {
		if ('step' in message) step = message.step;
		const now = performance.now();
		const kind = kindOf(message);
		const between = message.type === 'metric' || message.type === 'measure' ? BETWEEN_METRICS_MS : BETWEEN_REPAINTS_MS;
		if (isRare(message) || now - (sentAt.get(kind) ?? Number.NEGATIVE_INFINITY) >= between) {
			held.delete(kind);
			sentAt.set(kind, now);
			post(message);
		} else held.set(kind, message);
	}

	function flush(): void {
		for (const message of held.values()) post(message);
		held.clear();
	}

	async function snapshot(at: number, make: () => Promise<ArrayBuffer>, last = false): Promise<void> {
		if (!last && performance.now() - snapshotAt < SNAPSHOT_EVERY_MS) return;
		const bytes = await make();
		// The curve that is kept with a snapshot ends where the snapshot does.
		flush();
		post({ type: 'snapshot', step: at, preset: presetName, bytes }, [bytes]);
		snapshotAt = performance.now();
		step = at;
	}

	return {
		host: {
			preset: presetName,
			config: preset.config,
			steps: request.isLook ? 0 : preset.steps,
			seed: request.seed,
			resume: request.resume,
			base: request.base,
			stopped,
			now: () => performance.now(),
			emit,
			lineOf,
			snapshot,
			breathe,
		},
		flush,
		lastStep: () => step,
	};
}
