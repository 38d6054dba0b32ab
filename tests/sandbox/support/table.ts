/**
 * Writes docs/security/corpus.md from runs: each test that plays an entry tells how it ended, and with GRADUS_CORPUS_TABLE=1 or at night the page is
 * made again after each file of tests. Test files run one by one in processes of their own, so what they saw goes through a file.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isNight } from '../../support/sample.ts';
import type { EntryClass, ListedEntry } from './entry.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const RUNS_FILE = join(ROOT, 'node_modules/.cache/gradus-test/corpus-runs.jsonl');
export const TABLE_FILE = join(ROOT, 'docs/security/corpus.md');
export const isTableWanted = process.env['GRADUS_CORPUS_TABLE'] === '1' || isNight;

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
const NOT_PLAYED = '–';
const HEAD = `# The hostile corpus

What a submission, an upload or a machine may do to the grader, how it may end, and how it ended. The page is written by the tests:
\`GRADUS_CORPUS_TABLE=1 GRADUS_NIGHTLY=1 npx vitest run --project sandbox --project server\`
plays every line in the plain layer and under the walls of the machine and
writes it again; \`npm test\` plays every submission in the plain layer and a sample under the walls. What the layers are: [sandbox.md](sandbox.md).

After each line a good submission is accepted. Times are those of one run on a shared machine, in milliseconds; a clock of 2.5 s and 0.7 s for one
call stands in for the lab's. A dash: not played in that layer, or not on that machine. Where no sandbox is reached (an upload that is refused, the
queue, a disk, a database, a clock), a line is played once and stands in both columns.
`;

/** What the page says of each line in each layer, then what the runs since say. */
function readCells(): Map<string, string> {
	const cells = readPage();
	if (!existsSync(RUNS_FILE)) return cells;
	for (const line of readFileSync(RUNS_FILE, 'utf8').split('\n').filter(Boolean)) {
		// A line that recordRun wrote.
		const { n, name, layer, outcome, ms } = JSON.parse(line) as Run;
		// A line that is played once says the same in every column.
		if (layer === 'any') for (const key of cells.keys()) if (key.slice(0, key.lastIndexOf(' ')) === `${n} ${name}`) cells.delete(key);
		cells.set(`${n} ${name} ${layer}`, `${outcome}, ${Math.round(ms)}`);
	}
	return cells;
}

/** A run plays some lines in some layers; the others keep what an earlier one saw. */
function readPage(): Map<string, string> {
	const cells = new Map<string, string>();
	if (!existsSync(TABLE_FILE)) return cells;
	let layers: string[] = [];
	for (const line of readFileSync(TABLE_FILE, 'utf8').split('\n')) {
		const [n = '', name = '', , ...rest] = line.replaceAll('\\', '').slice(2, -2).split(' | ');
		if (n === 'No.') layers = rest;
		if (/^\d+$/.test(n))
			for (const [at, layer] of layers.entries()) if (rest[at] !== NOT_PLAYED) cells.set(`${n} ${name} ${layer}`, rest[at] ?? '');
	}
	return cells;
}

export function writeTable(): void {
	const cells = readCells();
	const layers = [...new Set([...cells.keys()].map((key) => key.slice(key.lastIndexOf(' ') + 1)))]
		.filter((layer) => layer !== 'any')
		.sort((a, b) => a.length - b.length);
	const rowOf = ({ n, name, allowed }: ListedEntry): string => {
		const seen = layers.map((layer) => cells.get(`${n} ${name} ${layer}`) ?? cells.get(`${n} ${name} any`) ?? NOT_PLAYED);
		return `| ${[String(n), name, allowed.join(', '), ...seen].map(escapeCell).join(' | ')} |`;
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
