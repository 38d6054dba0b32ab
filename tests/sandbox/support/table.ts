/**
 * Writes docs/security/corpus.md from runs: each test that plays an entry tells how it ended, and with GRADUS_CORPUS_TABLE=1 or at night the page is
 * made again after each file of tests. Test files run one by one in processes of their own, so what they saw goes through a file.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ListedEntry } from './entry.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
export const RUNS_FILE = join(ROOT, 'node_modules/.cache/gradus-test/corpus-runs.jsonl');
export const isTableWanted = process.env['GRADUS_CORPUS_TABLE'] === '1' || process.env['GRADUS_NIGHTLY'] === '1';

export interface Run {
	readonly n: number;
	readonly name: string;
	/** As in the verdict, for example "permission+isolate"; "any" where the entry has no sandbox. */
	readonly layer: string;
	readonly outcome: string;
	readonly ms: number;
}

/** Tells how an entry ended, for the table. */
export function recordRun(entry: ListedEntry, how: { layer: string; outcome: string; ms: number }): void {
	if (!isTableWanted) return;
	mkdirSync(dirname(RUNS_FILE), { recursive: true });
	const run: Run = { n: entry.n, name: entry.name, ...how };
	appendFileSync(RUNS_FILE, `${JSON.stringify(run)}\n`);
}
