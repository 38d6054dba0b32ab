import { expect, test } from 'vitest';
import { describeQueue, enqueue, fateOf, MAX_WAITING, type Queue, type QueuedSubmission, withoutKey } from './submission-queue.ts';

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
	expect(fateOf({ ok: true })).toBe('sent');
	expect(['offline', 'unavailable', 'unauthenticated'].map((kind) => fateOf({ ok: false, kind }))).toEqual(['wait', 'wait', 'wait']);
	expect(['conflict', 'invalid', 'too-large', 'too-many'].map((kind) => fateOf({ ok: false, kind }))).toEqual(Array(4).fill('refused'));
});

test('what waits is said in words', () => {
	expect(describeQueue([])).toBeNull();
	expect(describeQueue([item('a')])).toMatch(/^One submission waits/);
	expect(describeQueue([item('a'), item('b')])).toBe('Two submissions wait here and go out when the connection returns.');
});
