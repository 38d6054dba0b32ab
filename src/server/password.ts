/**
 * Argon2id of passwords as PHC strings, from node:crypto. At most two at a time, so that a crowd at the door never starves the site;
 * refuses over 300 waiting. An unknown user costs as much time as a known one.
 */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import { AppError } from '#contract/error.ts';

const COST = { memory: 19_456, passes: 2, parallelism: 1 } as const;
const TAG_BYTES = 32;
const MAX_AT_ONCE = 2;
const MAX_WAITING = 300;
const PHC = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;

const derive = promisify(argon2);
const waiting: (() => void)[] = [];
let running = 0;

export async function hashPassword(password: string): Promise<string> {
	const salt = randomBytes(16);
	const tag = await tagOf(password, salt, COST, TAG_BYTES);
	return `$argon2id$v=19$m=${COST.memory},t=${COST.passes},p=${COST.parallelism}$${base64(salt)}$${base64(tag)}`;
}

/** With null the work is done all the same and the answer is no. */
export async function verifyPassword(phc: string | null, password: string): Promise<boolean> {
	const parts = phc === null ? null : readPhc(phc);
	if (!parts) {
		await tagOf(password, Buffer.alloc(16, 1), COST, TAG_BYTES);
		return false;
	}
	const tag = await tagOf(password, parts.salt, parts.cost, parts.tag.length);
	return timingSafeEqual(tag, parts.tag);
}

/** True when the hash was made with other costs than today's. */
export function needsRehash(phc: string): boolean {
	const cost = readPhc(phc)?.cost;
	return cost === undefined || cost.memory !== COST.memory || cost.passes !== COST.passes || cost.parallelism !== COST.parallelism;
}

interface Cost {
	readonly memory: number;
	readonly passes: number;
	readonly parallelism: number;
}

function readPhc(phc: string): { cost: Cost; salt: Buffer; tag: Buffer } | null {
	const match = PHC.exec(phc);
	if (!match) return null;
	const [, memory, passes, parallelism, salt = '', tag = ''] = match;
	return {
		cost: { memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
		salt: Buffer.from(salt, 'base64'),
		tag: Buffer.from(tag, 'base64'),
	};
}

async function tagOf(password: string, nonce: Buffer, cost: Cost, tagLength: number): Promise<Buffer> {
	await enter();
	try {
		return await derive('argon2id', { message: password.normalize('NFKC'), nonce, ...cost, tagLength });
	} finally {
		running--;
		waiting.shift()?.();
	}
}

async function enter(): Promise<void> {
	if (running >= MAX_AT_ONCE) {
		if (waiting.length >= MAX_WAITING) {
			throw new AppError('unavailable', 'More people are signing in at this moment than the server can take.', {
				fix: 'Wait half a minute, then try again.',
			});
		}
		await new Promise<void>((resolve) => waiting.push(resolve));
	}
	running++;
}

function base64(bytes: Buffer): string {
	return bytes.toString('base64').replaceAll('=', '');
}
