/** A grader that only leases: run by leases.test.ts, starts when it is told to, prints the ids of what it got. Its own clock may be wrong. */
import { openDatabase } from '#db/client.ts';
import { leaseJob } from '#db/store/jobs.ts';
import { followClock } from '#server/clock.ts';

const [url = '', wrongByMs = '0'] = process.argv.slice(2);
const LOOPS = 2;
const client = await openDatabase(url);
const now = await followClock(client, () => Date.now() + Number(wrongByMs));

async function leaseAll(owner: string): Promise<string[]> {
	const ids: string[] = [];
	for (;;) {
		const job = await leaseJob(client, { owner, now: now() });
		if (job === undefined) return ids;
		ids.push(job.id);
	}
}

process.stdin.once('data', () => {
	const loops = Array.from({ length: LOOPS }, (_, n) => leaseAll(`${process.pid}:${n}`));
	void Promise.all(loops).then((leased) => process.stdout.write(JSON.stringify(leased.flat()), () => process.exit(0)));
});
console.log('ready');
