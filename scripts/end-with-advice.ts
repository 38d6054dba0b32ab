/** How a command of ours ends when something is wrong: one sentence, where, what to do, exit 1. */
import { AppError } from '#contract/error.ts';
import { BlobStoreFault } from '#server/blob-store-fault.ts';

export function endWithAdvice(error: unknown, usage: string): never {
	if (error instanceof BlobStoreFault) {
		console.error(`${error.message}\n  fix  ${error.fix}`);
		process.exit(1);
	}
	if (!(error instanceof AppError)) {
		if (isBadArgument(error)) console.error(`${error.message}\n  ${usage}`);
		else console.error(error);
		process.exit(1);
	}
	console.error(error.message);
	if (error.at !== undefined) console.error(`  at   ${error.at}`);
	if (error.fix !== undefined) console.error(`  fix  ${error.fix}`);
	process.exit(1);
}

function isBadArgument(error: unknown): error is Error {
	return error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}
