/** How many submissions one grader judges at once, and that its lanes do not take one twice. */
import { expect, test } from 'vitest';
import { runGrader } from '#server/grader.ts';
import { makeSubmission } from '../support/database.ts';
import { doublingLab } from './support/doubling.ts';
import { openStage, RIGHT } from './support/fault-stage.ts';

const stage = openStage();

test('a grader judges two quick submissions at once, no more, and each once', async () => {
	const stop = new AbortController();
	const seen: string[] = [];
	let now = 0;
	let most = 0;
	const both = Promise.withResolvers<void>();
	const prepare = async (_: unknown, { id, code }: { id: string; code: string }) => {
		seen.push(id);
		now += 1;
		most = Math.max(most, now);
		// Time enough for a third to come, if one could.
		if (now === 2) setTimeout(both.resolve, 500);
		// With one lane the second never comes, and the test runs out of time.
		await both.promise;
		now -= 1;
		return { ...doublingLab().input, code };
	};
	const ids: string[] = [];
	for (let n = 0; n < 4; n += 1) ids.push(await makeSubmission(stage.context().client, stage.userId(), { code: RIGHT }));
	const running = runGrader(stage.context(), stage.grader(stage.sound('off'), { signal: stop.signal, prepare, atOnce: 2 }));
	try {
		await expect.poll(async () => (await stage.records()).outcomes.length, { timeout: 60_000, interval: 50 }).toBe(4);
	} finally {
		stop.abort();
		await running;
	}
	expect(most).toBe(2);
	expect(seen.toSorted()).toEqual(ids.toSorted());
	expect((await stage.records()).outcomes).toEqual(['accepted', 'accepted', 'accepted', 'accepted']);
});
