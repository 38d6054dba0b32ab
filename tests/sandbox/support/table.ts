/**
 * Writes docs/security/corpus.md from runs: each test that plays an entry tells how it ended, and with GRADUS_CORPUS_TABLE=1 or at night the page is
 * made again after each file of tests. Test files run one by one in processes of their own, so what they saw goes through a file.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { EntryClass, ListedEntry } from './entry.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const RUNS_FILE = join(ROOT, 'node_modules/.cache/gradus-test/corpus-runs.jsonl');
export const TABLE_FILE = join(ROOT, 'docs/security/corpus.md');
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

/** Every line of the corpus, in order. */
export function listEntries(): ListedEntry[] {
	const modules = import.meta.glob<{ entries: readonly ListedEntry[] }>(['../corpus/*.ts', '../faults/*.ts'], { eager: true });
	return Object.values(modules)
		.flatMap(({ entries }) => entries)
		.sort((a, b) => a.n - b.n);
}

const CLASSES: Readonly<Record<EntryClass, string>> = {
	A: 'Correct, and plain wrong',
	B: 'Faulty',
	C: 'Time',
	D: 'Memory and crashes',
	E: 'Output and protocol',
	F: 'Cheating on hidden checks',
	G: 'Escape',
	H: 'Infrastructure',
	I: 'Weights',
};
const HEAD = `# The hostile corpus

What a submission, an upload or a machine may do to the grader, how it may end, and how it ended. The page is written by the tests:
\`GRADUS_CORPUS_TABLE=1 GRADUS_NIGHTLY=1 npx vitest run --project sandbox --project server\` plays every line in the plain layer and under the walls of the machine and
writes it again; \`npm test\` plays every submission in the plain layer and a sample under the walls. What the layers are: [sandbox.md](sandbox.md).

After each line a good submission is accepted. Times are those of one run on a shared machine, in milliseconds; a clock of 2.5 s and 0.7 s for one
call stands in for the lab's. A dash: not played in that layer, or not on that machine.
`;

/** The last run of each line in each layer. */
function readRuns(): Run[] {
	if (!existsSync(RUNS_FILE)) return [];
	// Lines that recordRun wrote.
	return readFileSync(RUNS_FILE, 'utf8')
		.split('\n')
		.filter((line) => line !== '')
		.map((line) => JSON.parse(line) as Run);
}

export function writeTable(): void {
	const last = new Map(readRuns().map((run) => [`${run.n} ${run.name} ${run.layer}`, run]));
	const layers = [...new Set([...last.values()].map(({ layer }) => layer))]
		.filter((layer) => layer !== 'any')
		.sort((a, b) => a.length - b.length);
	const rowOf = (entry: ListedEntry): string => {
		const cells = layers.map((layer) => {
			const run = last.get(`${entry.n} ${entry.name} ${layer}`) ?? last.get(`${entry.n} ${entry.name} any`);
			return run === undefined ? '–' : `${run.outcome}, ${Math.round(run.ms)}`;
		});
		return `| ${entry.n} | ${escapeCell(entry.name)} | ${entry.allowed.join(', ')} | ${cells.map(escapeCell).join(' | ')} |`;
	};
	const parts = Object.entries(CLASSES).map(([group, title]) => {
		const rows = listEntries().filter((entry) => entry.group === group);
		const head = `| No. | Entry | May end as | ${layers.join(' | ')} |\n|---|---|---|${'---|'.repeat(layers.length)}`;
		return `## ${group}. ${title}\n\n${head}\n${rows.map(rowOf).join('\n')}\n`;
	});
	mkdirSync(dirname(TABLE_FILE), { recursive: true });
	writeFileSync(TABLE_FILE, [HEAD, ...parts].join('\n'));
}

function escapeCell(text: string): string {
	return text.replaceAll('|', '\\|').replaceAll('<', '\\<');
}
