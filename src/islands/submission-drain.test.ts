import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createDrain, type Drain, type Held, LONGEST_RETRY_MS, RETRY_MS } from './submission-drain.ts';
import { type Queue, type QueuedSubmission, withoutKey } from './submission-queue.ts';

const AWAY: Held = { why: 'ours', message: 'The server answered 503.' };
const OFFLINE: Held = { why: 'offline', message: 'The server cannot be reached.' };
const SIGNED_OUT: Held = { why: 'signed-out', message: 'Sign in.' };
const FULL: Held = { why: 'too-many', message: '3 of your submissions are still being judged.' };

const item = (key: string, lab = 'rope'): QueuedSubmission => ({
	key,
	lab,
	title: lab,
	version: 1,
	code: key,
	writtenAt: 0,
	weights: null,
});

const target = new EventTarget();
let drain: Drain;
/** In the order in which they were tried; a `~` before what was sent without being asked for. */
let tried: string[] = [];
const answers = new Map<string, Held | null>();

function start(...items: readonly QueuedSubmission[]): void {
	const waiting = signal<Queue>(items);
	drain = createDrain({
		waiting,
		target,
		read: () => Promise.resolve(),
		send: async ({ key }, isQuiet) => {
			tried.push(isQuiet ? `~${key}` : key);
			await Promise.resolve();
			const answer = answers.get(key) ?? null;
			if (answer === null) waiting.value = withoutKey(waiting.peek(), key);
			return answer;
		},
	});
}

beforeEach(() => {
	vi.useFakeTimers();
	tried = [];
	answers.clear();
});

afterEach(() => {
	drain.dispose();
	vi.useRealTimers();
});

test.each([AWAY, OFFLINE, FULL])('what the server did not take goes out by itself once it does: $why', async (reason) => {
	start(item('a'));
	answers.set('a', reason);
	await drain.run(false);
	expect(drain.held.value).toEqual(reason);
	await vi.advanceTimersByTimeAsync(RETRY_MS);
	expect(tried).toEqual(['a', '~a']);

	answers.clear();
	await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
	expect(tried).toEqual(['a', '~a', '~a']);
	expect(drain.held.value).toBeNull();
	await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
	target.dispatchEvent(new Event('focus'));
	expect(tried).toHaveLength(3);
});

test('a server that stays away is asked ever more rarely, and at once when the learner presses', async () => {
	start(item('a'));
	answers.set('a', AWAY);
	await drain.run(false);
	await vi.advanceTimersByTimeAsync(600_000);
	// After 15 s, 45, 105, 225 and 465; then every 4 minutes.
	expect(tried).toHaveLength(6);
	await vi.advanceTimersByTimeAsync(LONGEST_RETRY_MS);
	expect(tried).toHaveLength(7);
	await drain.run(false);
	await vi.advanceTimersByTimeAsync(RETRY_MS);
	expect(tried).toHaveLength(9);
});

test('a session that ended is tried again when the learner comes back to the page, and not before', async () => {
	start(item('a'));
	answers.set('a', SIGNED_OUT);
	await drain.run(false);
	await vi.advanceTimersByTimeAsync(10 * RETRY_MS);
	expect(tried).toEqual(['a']);

	answers.clear();
	target.dispatchEvent(new Event('focus'));
	await vi.advanceTimersByTimeAsync(0);
	expect(tried).toEqual(['a', '~a']);
	expect(drain.held.value).toBeNull();
});

test('the connection that returns sends what waits at once', async () => {
	start(item('a'), item('b'));
	answers.set('a', OFFLINE);
	await drain.run(false);
	expect(tried).toEqual(['a']);

	answers.clear();
	target.dispatchEvent(new Event('online'));
	await vi.advanceTimersByTimeAsync(0);
	expect(tried).toEqual(['a', 'a', 'b']);
});

test('a limit holds back what comes later of the same lab, and no other lab', async () => {
	start(item('a'), item('b'), item('c', 'adamw'));
	answers.set('a', FULL);
	await drain.run(false);
	expect(tried).toEqual(['a', 'c']);
	expect(drain.held.value).toEqual(FULL);
});

test('two runs at once send nothing twice and keep the order of a lab', async () => {
	start(item('a'), item('b'));
	await Promise.all([drain.run(false), drain.run(true)]);
	expect(tried).toEqual(['a', 'b']);
});

test('a reason that stays the same is told once', async () => {
	start(item('a'));
	answers.set('a', AWAY);
	await drain.run(false);
	const told = drain.held.value;
	answers.set('a', { ...AWAY });
	await vi.advanceTimersByTimeAsync(RETRY_MS);
	expect(drain.held.value).toBe(told);
});

test('one that is done with tries nothing more', async () => {
	start(item('a'));
	answers.set('a', AWAY);
	await drain.run(false);
	drain.dispose();
	await vi.advanceTimersByTimeAsync(2 * RETRY_MS);
	target.dispatchEvent(new Event('focus'));
	target.dispatchEvent(new Event('online'));
	expect(tried).toEqual(['a']);
});
