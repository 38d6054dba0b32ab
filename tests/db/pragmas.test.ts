/** SQLite as every connection of ours has it, also the second one to a file: SQLite itself would lower `synchronous` there. Opening asserts the same at boot. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openDatabase } from '#db/client.ts';
import { openTestDatabase } from '../support/database.ts';

const EXPECTED = { synchronous: 2, journal_mode: 'wal', foreign_keys: 1, trusted_schema: 0 };

test('A6: the first connection, a second one beside it and one after a restart write through, check keys and trust no schema', async () => {
	const first = await openTestDatabase('sqlite');
	const second = await openDatabase(first.url);
	const read = async (name: string, { db } = first.client): Promise<unknown> => {
		const rows = await db.select({ value: sql.raw(name) }).from(sql.raw(`pragma_${name}`));
		return rows[0]?.value;
	};
	try {
		for (const client of [first.client, second]) {
			const seen = await Promise.all(Object.keys(EXPECTED).map(async (name) => [name, await read(name, client)]));
			expect(Object.fromEntries(seen)).toEqual(EXPECTED);
		}
	} finally {
		await second.close();
	}
	const again = await openDatabase(first.url);
	expect(await read('synchronous', again)).toBe(2);
	await again.close();
	await first.close();
});
