/**
 * Two built sandboxes in turns, as a ratio: what a change of the child or of its realms saves. A turn is one submission, the lab of twenty hidden cases, to a
 * child that is booted for it. The child's processor time bounds how many a second a full queue has, and shows a busy machine least.
 */
import { readFileSync } from 'node:fs';
import { gradeOnce, type SubmissionInput } from '#grading/sandbox/grade-once.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { median } from './grading-profile.ts';

/** Of the kernel's clock in /proc, on every Linux that Node runs on. */
const MS_PER_TICK = 10;

interface Turn {
	readonly wallMs: number;
	readonly cpuMs: number;
}

export interface Compared {
	/** Folders made by scripts/build-sandbox.ts. */
	readonly before: string;
	readonly after: string;
	readonly input: SubmissionInput;
	readonly turns: number;
}

/** Prints a line for each sandbox and the ratio of the second to the first. */
export async function compareSandboxes({ before, after, input, turns }: Compared): Promise<void> {
	const [first, second]: [Turn[], Turn[]] = [[], []];
	for (let i = 0; i < turns; i += 1) {
		first.push(await takeTurn(before, input));
		second.push(await takeTurn(after, input));
	}
	const line = (name: string, cell: (of: (turns: readonly Turn[]) => number) => string): string =>
		`| ${name} | ${cell(wallOf)} | ${cell(cpuOf)} |`;
	console.log('| sandbox | boot and verdict ms, median | processor ms, mean |\n|---|---|---|');
	console.log(line(before, (of) => of(first).toFixed(1)));
	console.log(line(after, (of) => of(second).toFixed(1)));
	console.log(line('ratio', (of) => (of(second) / of(first)).toFixed(3)));
}

const wallOf = (turns: readonly Turn[]): number => median(turns.map(({ wallMs }) => wallMs));
/** Ticks are coarse, and their mean is not. */
const cpuOf = (turns: readonly Turn[]): number => turns.reduce((sum, { cpuMs }) => sum + cpuMs, 0) / turns.length;

/** Without the outer layers, whose own processes would hide what the child took. */
async function takeTurn(folder: string, input: SubmissionInput): Promise<Turn> {
	const before = endedMs();
	// None ahead: the next child would boot beside this one's end.
	const pool = new Pool({ layers: probeLayers('off'), folder, size: 0 });
	const from = performance.now();
	const { verdict } = await gradeOnce(input, pool);
	const wallMs = performance.now() - from;
	await pool.close();
	if (verdict.outcome !== 'accepted') throw new Error(`The submission was ${verdict.outcome}.`);
	return { wallMs, cpuMs: endedMs() - before };
}

/** Processor time of the children that have ended and were waited for. */
function endedMs(): number {
	const stat = readFileSync('/proc/self/stat', 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return MS_PER_TICK * (Number(fields[13]) + Number(fields[14]));
}
