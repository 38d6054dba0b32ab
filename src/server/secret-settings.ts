/**
 * Settings that hold a secret may come from a file: <NAME>_FILE names it, as containers hand secrets in. The environment of a process is read
 * by more people than a file is: it stands in crash reports and in what `docker inspect` prints. Their values never go into a message.
 */
import { readFileSync } from 'node:fs';
import { AppError } from '#contract/error.ts';

const SECRET_SETTINGS = ['DATABASE_URL', 'BLOBS_ACCESS_KEY', 'BLOBS_SECRET_KEY', 'METRICS_TOKEN', 'TUTOR_API_KEY'] as const;

export function isSecretSetting(name: string): boolean {
	return SECRET_SETTINGS.some((each) => each === name);
}

/** The settings with what stands in those files, without the line's end. @throws AppError `invalid` for both forms at once, and for a file that cannot be read. */
export function readSecretFiles(env: Readonly<Record<string, string | undefined>>): Record<string, string | undefined> {
	const settings = { ...env };
	for (const name of SECRET_SETTINGS) {
		const at = `${name}_FILE`;
		const path = env[at];
		if (path === undefined) continue;
		if (env[name] !== undefined)
			throw new AppError('invalid', `${name} and ${at} are both set, and they say the same thing.`, { at, fix: 'Keep one of them.' });
		settings[name] = readLine(at, path);
	}
	return settings;
}

function readLine(at: string, path: string): string {
	let text: string;
	try {
		text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
	} catch (cause) {
		throw new AppError('invalid', `${at}=${path} cannot be read.`, {
			at,
			fix: 'Name a file that the account of this process may read.',
			cause,
		});
	}
	if (text !== '') return text;
	throw new AppError('invalid', `${at}=${path} is empty.`, { at, fix: 'Write the value into it, on one line.' });
}
