/**
 * Trains references with seeds that no threshold was set on, and counts what the detectors say of them, which should be nothing:
 *   npm run false:alarms                        every healthy order of tests/findings/runs.ts at its smallest, seeds 101 to 105
 *   npm run false:alarms -- --seeds 10 <name>   more seeds, some orders
 * Prints a line for each run and then the rate of each detector over the runs that it could speak in.
 */
import '../src/grading/resolve-hooks.ts';
import { parseArgs } from 'node:util';
import { type FindingKind, findingKindSchema } from '#contract/finding.ts';
import { fromWorkerSchema } from '#contract/run.ts';
import { startWasm } from '#grading/verify/start-wasm.ts';
import { type RunEvent, type RunWatch, watchRun } from '#islands/detect.ts';
import { factsOf } from '#islands/detect-facts.ts';

const FIRST_SEED = 101;
/** What the detectors read; a page parses the rest too, and they pass over it. */
const READ: ReadonlySet<string> = new Set<RunEvent['type']>(['metric', 'figure', 'weights', 'measure', 'not-finite']);

const { positionals, values } = parseArgs({ allowPositionals: true, options: { seeds: { type: 'string', default: '5' } } });
// Only now: labs use names that the hooks above make known.
const { RUNS } = await import('../tests/findings/runs.ts');
const { trainOrder } = await import('./train-order.ts');
await startWasm();

const healthy = Object.entries(RUNS).filter(([, { finds, mistake }]) => finds.length === 0 && mistake === undefined);
const alarms = new Map<FindingKind, string[]>();
let count = 0;
for (const [name, order] of healthy.filter(([name]) => positionals.length === 0 || positionals.includes(name))) {
	for (let seed = FIRST_SEED; seed < FIRST_SEED + Number(values.seeds); seed++) {
		const said: string[] = [];
		let watch: RunWatch | undefined;
		const started = performance.now();
		const { ended } = await trainOrder(order, {
			seed,
			begin: (lab, preset) => {
				watch = watchRun(factsOf(lab, preset));
			},
			emit: (message) => {
				if (!READ.has(message.type)) return;
				for (const { kind } of watch?.see(fromWorkerSchema.parse(message)) ?? []) {
					said.push(kind);
					alarms.set(kind, [...(alarms.get(kind) ?? []), `${name} ${seed}`]);
				}
			},
		});
		if (ended !== 'finished') throw new Error(`${name} with seed ${seed} ended early: ${ended}`);
		count += 1;
		console.log(`${name} ${seed}: ${said.join(', ') || 'nothing'} (${((performance.now() - started) / 1_000).toFixed(0)} s)`);
	}
}
console.log(`\n| detector | runs that it spoke in, of ${count} | rate | which |\n|---|---|---|---|`);
for (const kind of findingKindSchema.options) {
	const which = [...new Set(alarms.get(kind))];
	console.log(`| ${kind} | ${which.length} | ${((100 * which.length) / count).toFixed(1)} % | ${which.join(', ')} |`);
}
