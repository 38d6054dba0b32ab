/** `npm run backup -- [--to backups] [--keep 14]`: one verified backup of the running installation, and the end of the oldest. */
import { parseArgs } from 'node:util';
import { AppError } from '#contract/error.ts';
import { noteBackup } from '#server/backup-note.ts';
import { readConfig } from '#server/config.ts';
import { makeBackup } from './backup/make.ts';
import { endWithAdvice } from './end-with-advice.ts';

const USAGE = 'npm run backup -- [--to <folder>] [--keep <how many>]';

try {
	const { values } = parseArgs({ options: { to: { type: 'string', default: 'backups' }, keep: { type: 'string', default: '14' } } });
	const keep = Number(values.keep);
	if (!Number.isInteger(keep) || keep < 1) throw new AppError('invalid', `--keep ${values.keep} is no number from 1 on.`, { fix: USAGE });
	const startedAt = performance.now();
	const config = readConfig();
	const { folder, manifest, notRemoved, missing, holders } = await makeBackup(config, { to: values.to, keep, now: Date.now });
	const { rows, files, createdAt } = manifest;
	// What an older one has can be brought back, and somebody has to be told; what none has is lost for good.
	if (holders.length === 0) await noteBackup(config, createdAt);
	const mib = files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) / 1_048_576;
	console.log(`${folder}: ${mib.toFixed(1)} MiB, ${rows['submissions']} submissions, ${rows['events']} events, ${files.length - 2} blobs.`);
	console.log(
		`Read back and verified in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. It holds the secret: keep it where only you can read.`,
	);
	if (missing.length > 0) {
		const where =
			holders.length === 0
				? 'No older backup has them.'
				: `${holders.at(-1)} has some of them and is not removed: bring them back from its folder blobs, as npm run doctor says.`;
		console.error(
			`${missing.length} blobs that the database names are not there, ${missing[0]} first: weights, or what judged a lab. ${where}`,
		);
		process.exitCode = 1;
	}
	for (const why of notRemoved) console.error(`The backup was made, but ${why} Remove it by hand, or the disk fills.`);
} catch (error) {
	endWithAdvice(error, USAGE);
}
