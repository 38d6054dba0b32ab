import { expect, test } from 'vitest';
import {
	describeQueue,
	enqueue,
	fateOf,
	MAX_WAITING,
	nextToSend,
	type Queue,
	type QueuedSubmission,
	withoutKey,
} from './submission-queue.ts';

const item = (key: string, code = key, bytes: number | null = null): QueuedSubmission => ({
	key,
	lab: 'causal-attention',
	title: '1.4 Causal self-attention',
	version: 1,
	code,
	writtenAt: 0,
	weights: bytes === null ? null : { name: 'model', bytes: new ArrayBuffer(bytes) },
});

test('the same code waits once, under the key it was first given', () => {
	const first = enqueue([], item('a', 'x'));
	const second = enqueue(first?.queue ?? [], item('b', 'x'));
	expect(second?.item.key).toBe('a');
	expect(second?.queue).toHaveLength(1);
});

test('the same code with other weights, another version or another lab waits beside it', () => {
	const queue = [item('a', 'x')];
	expect(enqueue(queue, item('b', 'x', 8))?.queue).toHaveLength(2);
	expect(enqueue(queue, { ...item('b', 'x'), version: 2 })?.queue).toHaveLength(2);
	expect(enqueue(queue, { ...item('b', 'x'), lab: 'train-gpt' })?.queue).toHaveLength(2);
});

const trained = (key: string, ...bytes: number[]): QueuedSubmission => ({
	...item(key, 'x'),
	weights: { name: 'model', bytes: new Uint8Array(bytes).buffer },
});

test('weights trained anew take the place of those that wait, though their files are as long', () => {
	const queue = [trained('a', 1, 2, 3), item('other')];
	const entry = enqueue(queue, trained('b', 1, 2, 4));
	expect(entry?.item.key).toBe('b');
	expect(entry?.queue.map(({ key }) => key)).toEqual(['other', 'b']);
	expect(enqueue(queue, trained('b', 1, 2, 3))).toEqual({ queue, item: queue[0] });
});

test('weights on the way stay, and those trained anew wait behind them', () => {
	const queue = [trained('a', 1, 2, 3)];
	expect(enqueue(queue, trained('b', 1, 2, 4), new Set(['a']))?.queue.map(({ key }) => key)).toEqual(['a', 'b']);
});

test('a full queue takes the newer weights of what waits in it', () => {
	const full: Queue = [trained('a', 1), ...Array.from({ length: MAX_WAITING - 1 }, (_, n) => item(String(n)))];
	expect(enqueue(full, trained('b', 2))?.queue).toHaveLength(MAX_WAITING);
	expect(enqueue(full, trained('b', 2), new Set(['a']))).toBeNull();
});

test('a full queue refuses another and keeps what waits', () => {
	const full: Queue = Array.from({ length: MAX_WAITING }, (_, n) => item(String(n)));
	expect(enqueue(full, item('more'))).toBeNull();
	expect(enqueue(full, item('again', '3'))?.item.key).toBe('3');
});

test('order is kept and a settled one leaves alone', () => {
	const queue = ['a', 'b', 'c'].reduce<Queue>((all, key) => enqueue(all, item(key))?.queue ?? all, []);
	expect(withoutKey(queue, 'b').map(({ key }) => key)).toEqual(['a', 'c']);
});

test('only an answer that can change by waiting keeps a submission', () => {
	const fates = (kinds: readonly string[], isAlone: boolean): string[] => kinds.map((kind) => fateOf({ ok: false, kind }, isAlone));
	expect([fateOf({ ok: true }, true), fateOf({ ok: true }, false)]).toEqual(['sent', 'sent']);
	for (const isAlone of [true, false]) {
		expect(fates(['offline', 'unavailable', 'unauthenticated'], isAlone)).toEqual(['wait', 'wait', 'wait']);
		expect(fates(['conflict', 'invalid', 'too-large'], isAlone)).toEqual(['refused', 'refused', 'refused']);
	}
});

test('what waited is not thrown away because the server has enough to judge; one that is pressed with nothing waiting is told so', () => {
	expect(fateOf({ ok: false, kind: 'too-many' }, false)).toBe('wait');
	expect(fateOf({ ok: false, kind: 'too-many' }, true)).toBe('refused');
});

test('what comes later of a lab waits for what was passed over of it', () => {
	const queue = [item('a'), item('b'), { ...item('c'), lab: 'train-gpt' }];
	expect(nextToSend(queue, new Set())?.key).toBe('a');
	expect(nextToSend(queue, new Set(['a']))?.key).toBe('c');
	expect(nextToSend(queue, new Set(['a', 'c']))).toBeUndefined();
});

test('what waits, and for what, is said in words', () => {
	expect(describeQueue([], 'offline')).toBeNull();
	expect(describeQueue([item('a')], 'ours')).toBe('One submission waits here and goes out when the server takes submissions again.');
	expect(describeQueue([item('a')], 'too-many')).toBe('One submission waits here and goes out when the server takes more of yours.');
	expect(describeQueue([item('a'), item('b')], 'offline')).toBe('Two submissions wait here and go out when the connection returns.');
});
