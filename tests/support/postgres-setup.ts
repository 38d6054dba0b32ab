/** Before the suites that need a database: one PostgreSQL for the whole run. Where there is none, says why, and PGlite stands in. */
import { administer, findPostgres, makeTemplate, startPostgres } from './postgres.ts';

const TEMPLATE = `gradus_template_${process.pid}`;

/** vitest's global set-up; gives what ends it. */
export default async function setUp(): Promise<(() => Promise<void>) | undefined> {
	const given = process.env['GRADUS_TEST_POSTGRES'];
	const found = findPostgres();
	if (given === undefined && 'reason' in found) {
		console.warn(`The database suites run on SQLite and PGlite only: ${found.reason}.`);
		return undefined;
	}
	const server = given === undefined ? await startPostgres() : undefined;
	const url = server?.url ?? ((database: string) => String(Object.assign(new URL(given ?? ''), { pathname: database })));
	await makeTemplate(url, TEMPLATE);
	process.env['GRADUS_TEST_POSTGRES'] = url('postgres');
	process.env['GRADUS_TEST_TEMPLATE'] = TEMPLATE;
	return async () => {
		if (server) await server.stop();
		else await administer(url('postgres'), `drop database ${TEMPLATE}`);
	};
}
