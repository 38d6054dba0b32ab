/**
 * `npm run bench:server -- [--pages 40] [--learners 200] [--seconds 60] [--every 2.5]`: how long the built server takes, on the installation in GRADUS_DATA (or
 * DATABASE_URL), which `npm run seed:large` fills. First every kind of page at one user; then learners at work all at once, with graders judging what
 * they submit and one instructor reading the pages of a cohort; `every` is the seconds from one heartbeat of a learner to the next. Times are of the whole request as a client on the same machine sees it.
 */
import { parseArgs } from 'node:util';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { startServer } from '../tests/support/server.ts';
import { pagesOf, pagesOfCohort } from './bench-server/pages.ts';
import { findPeople } from './bench-server/people.ts';
import { Times } from './bench-server/times.ts';
import { readAsInstructor, workAsLearner } from './bench-server/work.ts';
import { endWithAdvice } from './end-with-advice.ts';

/** All open a lab within three seconds; what that piles up is counted apart. */
const ARRIVING_MS = 15_000;

const USAGE = 'GRADUS_DATA=… npm run bench:server -- [--pages 40] [--learners 200] [--seconds 60] [--every 2.5]';

try {
	const { values } = parseArgs({
		options: {
			pages: { type: 'string', default: '40' },
			learners: { type: 'string', default: '200' },
			seconds: { type: 'string', default: '60' },
			every: { type: 'string', default: '2.5' },
		},
	});
	// The same mode as the server's: it names the session's cookie.
	const config = readConfig({ ...process.env, GRADUS_MODE: 'production' });
	const context = await openContext(config);
	await context.client.migrate();
	const people = await findPeople(context, Number(values.learners));
	const env = {
		GRADUS_MODE: 'production',
		GRADUS_DATA: config.GRADUS_DATA,
		DATABASE_URL: config.DATABASE_URL ?? '',
		SANDBOX: 'auto',
		GRADER_NICENESS: '',
	};
	const server = await startServer(env);
	try {
		console.log(`${context.client.engine}: ${people.counts}\n\nEvery page, one user, ${values.pages} times after 3 that are not counted:`);
		const alone = new Times();
		for (const page of pagesOf(people)) {
			for (let n = -3; n < Number(values.pages); n++) await alone.take(page.name, n >= 0, () => get(server.url + page.path, page.cookie));
		}
		console.log(alone.table());
		console.log(alone.failures());

		console.log(`\n${people.learners.length} learners at work and an instructor who reads, for ${values.seconds} s:`);
		const [arriving, working] = [new Times(), new Times()];
		const settledAt = Date.now() + ARRIVING_MS;
		const until = settledAt + Number(values.seconds) * 1_000;
		const every = Number(values.every);
		const span = { until, settledAt, arriving, working };
		await Promise.all([
			...people.learners.map((learner, seed) => workAsLearner(server.url, { learner, seed, every, ...span })),
			readAsInstructor(server.url, pagesOfCohort(people), span),
		]);
		console.log(`The first ${ARRIVING_MS / 1_000} s, in which all of them open a lab:\n${arriving.table()}\n${arriving.failures()}`);
		console.log(`Afterwards:\n${working.table()}`);
		console.log(`${(working.total / Number(values.seconds)).toFixed(1)} requests a second\n${working.failures()}`);
	} finally {
		await server.stop();
		await context.client.close();
	}
} catch (error) {
	endWithAdvice(error, USAGE);
}

function get(url: string, cookie: string): Promise<Response> {
	return fetch(url, { headers: cookie === '' ? {} : { cookie }, redirect: 'manual' });
}
