/** `npm run doctor`: looks at everything that an installation stands on, changes nothing, and says what to do. Exit 1 when something is bad. */
import '#grading/resolve-hooks.ts';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '#contract/error.ts';
import { sqliteFileOf } from '#db/copy.ts';
import { BlobStoreFault } from '#server/blob-store-fault.ts';
import { type Config, readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { secretPath } from '#server/secret.ts';
import * as findings from './doctor/findings.ts';
import { endWithAdvice } from './end-with-advice.ts';

const MARKS = { good: '✓', look: '!', bad: '✗' } as const;
const USAGE = 'npm run doctor -- [--backups backups]';

try {
	const { values } = parseArgs({ options: { backups: { type: 'string', default: 'backups' } } });
	const config = readConfig();
	requireInstallation(config);
	const context = await openContext(config);
	const dist = process.env['GRADUS_DIST'] ?? join(process.env['GRADUS_ROOT'] ?? process.cwd(), 'dist');
	const looks: readonly (readonly [string, () => Promise<findings.Finding>])[] = [
		['disk', () => findings.diskSpace(context)],
		['data folder', () => findings.dataFolder(context)],
		['database', () => findings.database(context)],
		['secret', () => findings.secret(context)],
		['blobs', () => findings.blobs(context)],
		['queue', () => findings.queue(context)],
		['graders', () => findings.graders(context)],
		['sandbox', () => findings.sandbox(context, join(dist, 'sandbox'))],
		['backup', () => findings.lastBackup(context, values.backups)],
		['certificate', () => findings.certificate(context)],
		['tutor', () => findings.tutor(context)],
	];
	const seen: findings.Finding[] = [];
	for (const [name, look] of looks) {
		// What cannot even be looked at is bad, and the others are looked at all the same.
		const finding = await look().catch(
			(error: unknown): findings.Finding => ({
				state: 'bad',
				says: error instanceof Error ? error.message : String(error),
				fix: error instanceof BlobStoreFault ? error.fix : 'Mend this first: what is below may hang on it.',
			}),
		);
		seen.push(finding);
		console.log(`${MARKS[finding.state]} ${name.padEnd(12)} ${finding.says}`);
		if (finding.fix !== undefined) console.log(`  ${''.padEnd(12)} ${finding.fix}`);
	}
	await context.client.close();
	process.exit(seen.some(({ state }) => state === 'bad') ? 1 : 0);
} catch (error) {
	endWithAdvice(error, USAGE);
}

/** Opening makes what is not there: a secret and a database of their own, in a place that was named wrongly, lost them, or waits for a restore. */
function requireInstallation(config: Config): void {
	const missing = [secretPath(config), sqliteFileOf(config.databaseUrl)].find((path) => path !== null && !existsSync(path));
	if (missing === undefined || missing === null) return;
	throw new AppError('unavailable', `${missing} is not there, so there is no whole installation to look at.`, {
		at: missing,
		fix: 'Check GRADUS_DATA. What was lost is in every backup; a place that was never started or is to be restored needs no doctor yet.',
	});
}
