/** A process of its own that carries a regrade through, to be killed in the middle of it: `node finish-regrade.ts <id> <now>` on GRADUS_DATA, by the test's clock. */
import '#grading/resolve-hooks.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { finishRegrade } from '#server/finish-regrade.ts';

const context = await openContext(readConfig(), () => Number(process.argv[3]));
await finishRegrade(context, process.argv[2] ?? '');
