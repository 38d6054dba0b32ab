/** `npm run restore -- <backup> [--into data] [--deletions old/deletions.jsonl]`: a backup into a fresh place, never over a living one. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { AppError } from '#contract/error.ts';
import { sqliteFileOf } from '#db/copy.ts';
import { readConfig } from '#server/config.ts';
import { openBlobStore } from '#server/open-blob-store.ts';
import { readSecret } from '#server/secret.ts';
import { restoreBackup } from './backup/restore.ts';
import { endWithAdvice } from './end-with-advice.ts';

const USAGE = 'npm run restore -- <folder of one backup> [--into <data folder>] [--deletions <list>]';

// As of what a running installation writes: for this account alone.
process.umask(0o077);
try {
	const { values, positionals } = parseArgs({
		options: { into: { type: 'string' }, deletions: { type: 'string' } },
		allowPositionals: true,
	});
	const [folder, ...rest] = positionals;
	if (folder === undefined || rest.length > 0) throw new AppError('invalid', 'Name the folder of one backup.', { fix: USAGE });
	const config = readConfig();
	const into = values.into ?? config.GRADUS_DATA;
	const ownFile = `file:${join(resolve(into), 'gradus.db')}`;
	const databaseUrl = config.DATABASE_URL ?? ownFile;
	const file = sqliteFileOf(databaseUrl);
	if (file !== null && `file:${resolve(file)}` !== ownFile)
		throw new AppError('invalid', `DATABASE_URL names another file than ${ownFile}, where a restore puts the database.`, {
			at: 'DATABASE_URL',
			fix: 'Leave DATABASE_URL empty, here and when you start it; nothing was restored.',
		});
	const { manifest, shutAgain } = await restoreBackup(folder, {
		into,
		databaseUrl,
		...(config.GRADUS_SECRET_FILE === undefined ? {} : { handedSecretId: readSecret(config).id }),
		blobs: config.blobs === null ? null : openBlobStore(config, Date.now),
		...(values.deletions === undefined ? {} : { deletions: values.deletions }),
	});
	console.log(`${into}: ${manifest.rows['submissions']} submissions and ${manifest.rows['events']} events as of ${manifest.createdAt}.`);
	if (values.deletions === undefined)
		console.log('No list of deletions was given: whoever deleted an account since the backup has it again.');
	else console.log(`${shutAgain} accounts were deleted since the backup and are shut again.`);
	console.log(`Everybody signs in anew.${values.into === undefined ? '' : ` Start it with GRADUS_DATA=${into} npm start.`}`);
} catch (error) {
	endWithAdvice(error, USAGE);
}
