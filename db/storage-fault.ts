/** Faults of the place where everything is kept, told apart from faults of ours by the codes of SQLite, PostgreSQL and the file system. */

/** `busy`: somebody else holds the database. `full`: the disk, or what we may use of it. `away`: it does not answer. */
export type StorageFault = 'busy' | 'full' | 'away';

const CODES: readonly (readonly [StorageFault, RegExp])[] = [
	['busy', /^(SQLITE_BUSY|SQLITE_LOCKED|55P03|40001|40P01)/],
	['full', /^(SQLITE_FULL|SQLITE_IOERR_WRITE|53100|ENOSPC|EDQUOT|EFBIG)/],
	['away', /^(SQLITE_IOERR|SQLITE_CANTOPEN|SQLITE_READONLY|53300|57P0[123]|08\d{3}|ECONNREFUSED|ECONNRESET|EROFS|EIO)/],
];

/** Null for every other error. */
export function storageFaultOf(error: unknown): StorageFault | null {
	if (!(error instanceof Error)) return null;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	const found = CODES.find(([, pattern]) => pattern.test(code))?.[0];
	return found ?? storageFaultOf(error.cause);
}
