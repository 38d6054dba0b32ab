/** The grader writes <data>/grader.json every few seconds; the web process reads it to say whether anybody is judging. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Context } from './context.ts';

const statusSchema = z.object({ pid: z.int(), layer: z.string(), at: z.number(), healthy: z.boolean(), detail: z.string() });
export type GraderStatus = z.infer<typeof statusSchema>;

/** Older than this, the grader counts as down. */
const STALE_MS = 15_000;

export function writeGraderStatus(context: Context, status: Omit<GraderStatus, 'at'>): void {
	const path = join(context.config.GRADUS_DATA, 'grader.json');
	writeFileSync(`${path}.tmp`, JSON.stringify({ ...status, at: context.now() }));
	renameSync(`${path}.tmp`, path);
}

/** Undefined when no grader has ever written, or the file is being replaced. */
export function readGraderStatus(context: Context): GraderStatus | undefined {
	try {
		return statusSchema.parse(JSON.parse(readFileSync(join(context.config.GRADUS_DATA, 'grader.json'), 'utf8')));
	} catch {
		// Absent or half-written: both mean that nobody is known to judge.
		return undefined;
	}
}

export function isGraderAlive(context: Context): boolean {
	const status = readGraderStatus(context);
	return status?.healthy === true && context.now() - status.at < STALE_MS;
}
