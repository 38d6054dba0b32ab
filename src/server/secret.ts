/**
 * The installation's secret: 32 random bytes in <data>/secret, mode 0600, made at first start, part of the backup.
 * It seeds hidden cases and hidden text, so that published check code does not publish the data.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '#contract/error.ts';

export interface Secret {
	/** First 16 hex digits of its SHA-256: says which secret without telling it. */
	readonly id: string;
	/** HMAC-SHA-256 of the purpose, hex. */
	derive(purpose: string): string;
}

export function secretFrom(bytes: Buffer): Secret {
	return {
		id: createHash('sha256').update(bytes).digest('hex').slice(0, 16),
		derive: (purpose) => createHmac('sha256', bytes).update(purpose).digest('hex'),
	};
}

/** @throws AppError `unavailable` when the folder is not writable or the file is damaged. */
export function readSecret(dataFolder: string): Secret {
	const path = join(dataFolder, 'secret');
	try {
		if (!existsSync(path)) {
			mkdirSync(dataFolder, { recursive: true });
			writeFileSync(path, randomBytes(32), { mode: 0o600, flag: 'wx' });
		}
	} catch (cause) {
		// Two processes may make it at once: the loser reads the winner's.
		if (!existsSync(path))
			throw new AppError('unavailable', `The data folder ${dataFolder} is not writable.`, {
				at: path,
				fix: 'Make it writable, or set GRADUS_DATA to another folder.',
				cause,
			});
	}
	const bytes = readFileSync(path);
	if (bytes.length !== 32)
		throw new AppError('unavailable', `${path} holds ${bytes.length} bytes, and a secret has 32.`, {
			at: path,
			fix: 'Restore it from a backup.',
		});
	return secretFrom(bytes);
}
