/**
 * Writes the numbers of a lab's golden.json anew from its reference: `node --import ./src/grading/resolve-hooks.ts scripts/golden.ts <lab>`.
 * Only for labs whose golden.json has `calls`. A change of these numbers needs a reason in the commit.
 */
import '@tensorflow/tfjs-backend-cpu';
import { readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { isTensorValue } from '#contract/value.ts';
import { createRealm, type ModuleExports } from '#grading/core/realm.ts';
import { goldenCalls, goldenSchema } from './golden-calls.ts';

const lab = process.argv[2] ?? '';
const folder = new URL(`../src/labs/${lab}/`, import.meta.url);
const path = new URL('golden.json', folder);
const golden = goldenSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
await tf.setBackend('cpu');
const realm = createRealm(tf, { file: 'solution.ts', lineOffset: 0 });
const solution: ModuleExports = await import(new URL('solution.ts', folder).href);

for (const [i, { name, args }] of goldenCalls(golden).calls.entries()) {
	const result = await realm.callExport(solution, name, args);
	const call = golden.calls[i];
	if (call === undefined || result.status !== 'ok' || !isTensorValue(result.value))
		throw new Error(`${lab}: call ${i} of golden.json gave no tensor: ${JSON.stringify(result)}`);
	call.shape = [...result.value.shape];
	call.output = Array.from(result.value.data, (n) => Number(n.toFixed(6)));
}
writeFileSync(path, `${JSON.stringify(golden, null, '\t')}\n`);
process.stdout.write(`${lab}: ${golden.calls.length} calls written to golden.json\n`);
