/**
 * The installation's secret: 32 random bytes in <data>/secret, mode 0600, made at first start, or handed in as GRADUS_SECRET_FILE; part of the backup.
 * It seeds hidden cases and hidden text, so that published check code does not publish the data.
 */
import { createHash, createHmac, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '#contract/error.ts';
import type { Config } from './config.ts';

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

/** Where it lies: in the data folder, or where GRADUS_SECRET_FILE says. */
export function secretPath({ GRADUS_DATA, GRADUS_SECRET_FILE }: SecretPlace): string {
	return GRADUS_SECRET_FILE ?? join(GRADUS_DATA, 'secret');
}

type SecretPlace = Pick<Config, 'GRADUS_DATA' | 'GRADUS_SECRET_FILE'>;

/** @throws AppError `unavailable` when the folder is not writable, the file is damaged, or the one that was named is not there. */
export function readSecret(place: SecretPlace): Secret {
	const path = secretPath(place);
	if (place.GRADUS_SECRET_FILE === undefined && !existsSync(path)) makeSecret(path);
	let bytes: Buffer;
	try {
		bytes = readFileSync(path);
	} catch (cause) {
		throw new AppError('unavailable', `The secret ${path} cannot be read.`, {
			at: path,
			fix: 'Make it readable for this account. One that was lost is in every backup; openssl rand 32 makes the first one.',
			cause,
		});
	}
	if (bytes.length !== 32)
		throw new AppError('unavailable', `${path} holds ${bytes.length} bytes, and a secret has 32.`, {
			at: path,
			fix: 'Restore it from a backup.',
		});
	return secretFrom(bytes);
}

/** Whole at once under its name: of several processes that start together one makes it, and none reads half of it. */
function makeSecret(path: string): void {
	const aside = `${path}.${randomBytes(6).toString('hex')}`;
	try {
		mkdirSync(dirname(path), { recursive: true });
		writeFileSync(aside, randomBytes(32), { mode: 0o600, flag: 'wx', flush: true });
		linkSync(aside, path);
	} catch (cause) {
		// The loser reads the winner's.
		if (!existsSync(path))
			throw new AppError('unavailable', `The data folder ${dirname(path)} is not writable.`, {
				at: path,
				fix: 'Make it writable, or set GRADUS_DATA to another folder.',
				cause,
			});
	} finally {
		rmSync(aside, { force: true });
	}
}
