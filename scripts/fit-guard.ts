/**
 * `npm run fit:guard`: plays the adversarial suite and the honest replies against the tutor's guard, on the half that its limits were fitted
 * on, on the half that was held out and on labs that nobody tuned for, and writes docs/benchmarks/guard.json.
 */
import '#grading/resolve-hooks.ts';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';

// The labs' imports resolve only once the hooks are in place.
const { measureGuard, tableOf } = await import('../tests/guard/adversarial/measure-guard.ts');

const result = await measureGuard({ share: 1 });
console.log(tableOf(result));
writeFileSync(
	'docs/benchmarks/guard.json',
	`${JSON.stringify({ command: 'npm run fit:guard', cpu: cpus()[0]?.model ?? 'unknown', ...result }, null, '\t')}\n`,
);
