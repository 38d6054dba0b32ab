/** Faults of the places where everything is kept, told apart from faults of ours by the codes of SQLite, PostgreSQL, the file system and the blob store. */

/** `busy`: somebody else holds the database. `full`: the disk, or what we may use of it. `away`: it does not answer. `blobs`: the blob store does not. */
export const STORAGE_FAULTS = ['busy', 'full', 'away', 'blobs'] as const;
export type StorageFault = (typeof STORAGE_FAULTS)[number];

const CODES: readonly (readonly [StorageFault, RegExp])[] = [
	['blobs', /^BLOBS_(AWAY|REFUSED)/],
	['busy', /^(SQLITE_BUSY|SQLITE_LOCKED|55P03|40001|40P01)/],
	['full', /^(SQLITE_FULL|SQLITE_IOERR_WRITE|53100|ENOSPC|EDQUOT|EFBIG)/],
	[
		'away',
		/^(SQLITE_IOERR|SQLITE_CANTOPEN|SQLITE_READONLY|53300|57P0[123]|08\d{3}|ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|E(HOST|NET)UNREACH|EROFS|EIO)/,
	],
];
/** Of a PostgreSQL whose socket's file, or whose name, is gone with it. Files that are missing have the first code too. */
const UNREACHED = /^(connect ENOENT|getaddrinfo (ENOTFOUND|EAI_AGAIN))$/;
/** pg gives these no code. */
const DROPPED = /^(Connection terminated( unexpectedly)?|Client has encountered a connection error and is not queryable)$/;

/** Null for every other error. */
export function storageFaultOf(error: unknown): StorageFault | null {
	if (!(error instanceof Error)) return null;
	const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
	const found = CODES.find(([, pattern]) => pattern.test(code))?.[0];
	if (found !== undefined) return found;
	return isGone(error, code) ? 'away' : storageFaultOf(error.cause);
}

function isGone(error: Error, code: string): boolean {
	const syscall = 'syscall' in error ? String(error.syscall) : '';
	return UNREACHED.test(`${syscall} ${code}`) || DROPPED.test(error.message);
}
