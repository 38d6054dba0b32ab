/**
 * Submissions that the server has not acknowledged, in order. Pure: what is kept, what goes next, what is said about it.
 * A retry is never a second submission: the key is made once, and the same code and weights of a lab wait once.
 */
export interface QueuedSubmission {
	/** The idempotency key of the request. */
	readonly key: string;
	readonly lab: string;
	/** Task of the re-check that it was written in; absent in practice, and in what an older version stored. */
	readonly sitting?: string;
	/** For example "1.4 Causal self-attention". */
	readonly title: string;
	readonly version: number;
	readonly code: string;
	/** Milliseconds since the epoch. */
	readonly writtenAt: number;
	readonly weights: { readonly name: string; readonly bytes: ArrayBuffer } | null;
}
export type Queue = readonly QueuedSubmission[];

/** With weights of up to 8 MiB each, more would fill a browser's storage without telling. */
export const MAX_WAITING = 10;

/** Newer weights for the same code take the place of older ones, under a key of their own, unless those are `onTheWay` already. */
export function enqueue(
	queue: Queue,
	item: QueuedSubmission,
	onTheWay: ReadonlySet<string> = new Set(),
): { readonly queue: Queue; readonly item: QueuedSubmission } | null {
	const alike = queue.filter((other) => isOfSameCode(other, item));
	const same = alike.find(({ weights }) => areSameWeights(weights, item.weights));
	if (same !== undefined) return { queue, item: same };
	const isReplaced = (other: QueuedSubmission): boolean =>
		item.weights !== null && other.weights !== null && alike.includes(other) && !onTheWay.has(other.key);
	const rest = queue.filter((other) => !isReplaced(other));
	return rest.length >= MAX_WAITING ? null : { queue: [...rest, item], item };
}

function isOfSameCode(a: QueuedSubmission, b: QueuedSubmission): boolean {
	return a.lab === b.lab && a.version === b.version && a.sitting === b.sitting && a.code === b.code;
}

/** By their bytes: files of one preset are equally long. */
function areSameWeights(a: QueuedSubmission['weights'], b: QueuedSubmission['weights']): boolean {
	if (a === null || b === null) return a === b;
	if (a.bytes.byteLength !== b.bytes.byteLength) return false;
	const theirs = new Uint8Array(b.bytes);
	return new Uint8Array(a.bytes).every((byte, at) => byte === theirs[at]);
}

export function withoutKey(queue: Queue, key: string): Queue {
	return queue.filter((item) => item.key !== key);
}

/**
 * The next to send of those that were not passed over: tried already, or on the way. What waits of the same lab behind one of those waits too, so
 * that the server records a lab's submissions in the order in which they were written.
 */
export function nextToSend(queue: Queue, passed: ReadonlySet<string>): QueuedSubmission | undefined {
	const stuck = new Set<string>();
	for (const item of queue) {
		if (passed.has(item.key)) stuck.add(item.lab);
		else if (!stuck.has(item.lab)) return item;
	}
	return undefined;
}

/**
 * What an answer means for the item: `sent` and `refused` end it, `wait` keeps it for later. The server takes only so many at once: `isAlone`, pressed
 * while nothing waited, is told so; what waited goes on waiting.
 */
export function fateOf(
	answer: { readonly ok: true } | { readonly ok: false; readonly kind: string },
	isAlone: boolean,
): 'sent' | 'refused' | 'wait' {
	if (answer.ok) return 'sent';
	if (answer.kind === 'too-many' && !isAlone) return 'wait';
	return ['offline', 'unavailable', 'unauthenticated'].includes(answer.kind) ? 'wait' : 'refused';
}

const NUMBERS = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine', 'Ten'];
const UNTIL = {
	offline: 'when the connection returns',
	ours: 'when the server takes submissions again',
	'too-many': 'when the server takes more of yours',
} as const;

/** For example "Two submissions wait here and go out when the connection returns." */
export function describeQueue(queue: Queue, why: keyof typeof UNTIL): string | null {
	if (queue.length === 0) return null;
	const many = NUMBERS[queue.length] ?? String(queue.length);
	return queue.length === 1
		? `One submission waits here and goes out ${UNTIL[why]}.`
		: `${many} submissions wait here and go out ${UNTIL[why]}.`;
}
