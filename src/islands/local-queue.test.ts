/** What was pressed waits and goes out, in whatever state the browser's storage is. */
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import * as keyval from '../../tests/support/memory-keyval.ts';
import type { LocalQueue } from './local-queue.ts';
import { enqueue, type QueuedSubmission } from './submission-queue.ts';

const item = (key: string): QueuedSubmission => ({ key, lab: 'rope', title: 'rope', version: 1, code: key, writtenAt: 0, weights: null });
const keysOf = ({ waiting }: LocalQueue): string[] => waiting.value.map(({ key }) => key);
const add = (queue: LocalQueue, one: QueuedSubmission): Promise<void> => queue.add(one, (stored) => enqueue(stored, one)?.queue ?? stored);

let isFull = false;
let createLocalQueue: typeof import('./local-queue.ts').createLocalQueue;

beforeAll(async () => {
	const update: typeof keyval.update = (key, change) =>
		isFull ? Promise.reject(new DOMException('Full.', 'QuotaExceededError')) : keyval.update(key, change);
	vi.doMock('idb-keyval', () => ({ ...keyval, update }));
	vi.resetModules();
	({ createLocalQueue } = await import('./local-queue.ts'));
});
afterAll(() => {
	vi.doUnmock('idb-keyval');
	vi.resetModules();
});
beforeEach(async () => {
	isFull = false;
	await keyval.clear();
});

test('what one tab adds the other reads, until it is done', async () => {
	const [here, there] = [createLocalQueue('ada'), createLocalQueue('ada')];
	await add(here, item('a'));
	await there.read();
	expect(keysOf(there)).toEqual(['a']);
	await here.remove('a');
	await there.read();
	expect([keysOf(here), keysOf(there)]).toEqual([[], []]);
});

test('a browser without room keeps it for this page, beside what it has stored, and it ends like the others', async () => {
	const here = createLocalQueue('ada');
	await add(here, item('a'));
	isFull = true;
	await add(here, item('b'));
	expect(keysOf(here)).toEqual(['a', 'b']);
	await here.read();
	expect(keysOf(here)).toEqual(['a', 'b']);
	await here.remove('b');
	await here.read();
	expect(keysOf(here)).toEqual(['a']);
});

test('what cannot be taken out of the store does not go out again from here', async () => {
	const here = createLocalQueue('ada');
	await add(here, item('a'));
	isFull = true;
	await here.remove('a');
	expect(keysOf(here)).toEqual([]);
});
