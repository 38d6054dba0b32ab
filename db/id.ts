/** Ids of rows: UUIDv7 (RFC 9562, 2024), so that they sort by time of making; and one that the same words always give. */
import { createHash, randomBytes } from 'node:crypto';

export function newId(now: number = Date.now()): string {
	const bytes = randomBytes(16);
	bytes.writeUIntBE(now, 0, 6);
	return uuid(bytes, 7);
}

/** For what is sent twice and made once: UUIDv8, from a hash of what was sent. */
export function idOf(text: string): string {
	return uuid(createHash('sha256').update(text).digest().subarray(0, 16), 8);
}

function uuid(bytes: Buffer, version: number): string {
	bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | (version << 4), 6);
	bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
	const hex = bytes.toString('hex');
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
