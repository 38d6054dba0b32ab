/**
 * npm run simulate:help: made-up learners take the course under several help policies, ours being the product's own code.
 * A check of the design under assumptions, and no evidence that it works on people. `--quick` deals few learners,
 * `--write` puts the tables into docs/learning.md.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { FULL, QUICK, report, withTables } from './simulate/report.ts';

const PAGE = 'docs/learning.md';
const started = performance.now();
const parts: string[] = [];
for (const part of report(process.argv.includes('--quick') ? QUICK : FULL)) {
	console.log(`${part}\n`);
	parts.push(part);
}
if (process.argv.includes('--write')) writeFileSync(PAGE, withTables(readFileSync(PAGE, 'utf8'), parts));
console.log(`Computed in ${((performance.now() - started) / 1_000).toFixed(0)} s on one core.`);
