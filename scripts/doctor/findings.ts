/** What `npm run doctor` looks at, one function each: it reads, changes nothing, and says what to do. */
import { X509Certificate } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { countMigrations, engineOf, inspectDatabase, sqliteFileOf } from '#db/copy.ts';
import { listCheckpointHashes } from '#db/store/checkpoints.ts';
import { countJobsByState } from '#db/store/jobs.ts';
import { listLabVersions } from '#db/store/lab-versions.ts';
import { listSecretIds } from '#db/store/submissions.ts';
import { findSandboxFault } from '#grading/sandbox/canary.ts';
import { probeLayers } from '#grading/sandbox/layers.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { hashOf } from '#server/blobs.ts';
import type { Context } from '#server/context.ts';
import { isGraderAlive } from '#server/grader-status.ts';
import { secretPath } from '#server/secret.ts';
import { listBackups, listKilled } from '../backup/make.ts';

export interface Finding {
	readonly state: 'good' | 'look' | 'bad';
	readonly says: string;
	/** What to do; there when the state is not good. */
	readonly fix?: string;
}

const DAY_MS = 86_400_000;
const MIB = 1_048_576;
const LEAST_FREE_MIB = 1_024;
/** Blobs (weights, and what judged the labs) whose bytes are read again; the names of all are looked up. */
const BLOBS_READ = 200;

const good = (says: string): Finding => ({ state: 'good', says });
const look = (says: string, fix: string): Finding => ({ state: 'look', says, fix });
const bad = (says: string, fix: string): Finding => ({ state: 'bad', says, fix });

const isOpenToOthers = (path: string): boolean => (statSync(path).mode & 0o077) !== 0;

export async function diskSpace({ config }: Context): Promise<Finding> {
	const { bavail, bsize } = await statfs(config.GRADUS_DATA);
	const free = Math.floor((bavail * bsize) / MIB);
	if (free >= LEAST_FREE_MIB) return good(`${free.toLocaleString('en')} MiB free for ${config.GRADUS_DATA}`);
	return (free < 100 ? bad : look)(
		`${free} MiB free for ${config.GRADUS_DATA}`,
		'Make room: with none left, submissions are refused and drafts stay in the browser.',
	);
}

export async function database({ config }: Context): Promise<Finding> {
	const { problems, migrations } = await inspectDatabase(config.databaseUrl);
	if (problems.length > 0)
		return bad(problems.join(' '), 'Stop Gradus, keep a copy of the files, and restore the last backup into a fresh place.');
	const behind = countMigrations(engineOf(config.databaseUrl)) - migrations;
	if (behind > 0) return look(`sound, and ${behind} migrations behind`, 'npm start applies them; make a backup first.');
	if (behind < 0)
		return bad(`sound, and ${-behind} migrations ahead of this version`, 'Run the version of Gradus that wrote it, or a newer one.');
	const file = sqliteFileOf(config.databaseUrl);
	if (file !== null && isOpenToOthers(file) && isOpenToOthers(dirname(file))) {
		const files = ['', '-wal', '-shm'].map((end) => file + end).filter((path) => existsSync(path));
		return look(`sound, and readable by every account of this machine: ${file}`, `chmod go= ${files.join(' ')}`);
	}
	return good(`sound, ${migrations} migrations`);
}

/** Blobs lie in it too: learners' weights, and what judges the labs. */
export async function dataFolder({ config: { GRADUS_DATA: folder } }: Context): Promise<Finding> {
	const open = isOpenToOthers(folder) ? readdirSync(folder).filter((name) => isOpenToOthers(join(folder, name))) : [];
	if (open.length === 0) return good(`${folder}, closed to other accounts`);
	return look(`other accounts of this machine can read ${open.slice(0, 3).join(', ')} in ${folder}`, `chmod -R go= ${folder}`);
}

export async function secret({ config, client, secret: mine }: Context): Promise<Finding> {
	const path = secretPath(config);
	const mode = statSync(path).mode & 0o777;
	// One that was handed in has the mode that who hands it in gave it.
	if (config.GRADUS_SECRET_FILE === undefined && (mode & 0o077) !== 0)
		return bad(`the file is readable by others (mode ${mode.toString(8)})`, `chmod 600 ${path}`);
	const others = (await listSecretIds(client)).filter((id) => id !== mine.id);
	if (others.length === 0) return good(`${mine.id}, known to every submission`);
	return look(
		`${mine.id}; submissions were also made under ${others.join(', ')}`,
		'Those cannot be judged again as they were. If the file was lost and made anew, bring the old one back from a backup.',
	);
}

export async function blobs({ blobs: store, client }: Context): Promise<Finding> {
	const versions = (await listLabVersions(client)).map(({ sha256 }) => sha256);
	const named = [...new Set([...versions, ...(await listCheckpointHashes(client))])];
	const there = new Set<string>();
	for await (const { name } of store.list()) there.add(name);
	const gone = named.filter((sha256) => !there.has(sha256));
	if (gone.length > 0)
		return bad(
			`${gone.length} of ${named.length} blobs are gone, ${gone[0]} first`,
			`Bring them back from a backup, its folder blobs: ${store.place}`,
		);
	// The newest first: what was written last is what a crash can have hurt.
	for (const sha256 of named.slice(0, BLOBS_READ)) {
		const bytes = await store.get(sha256);
		if (bytes === null || hashOf(bytes) !== sha256)
			return bad(`${sha256} holds other bytes`, `Bring it back from a backup: ${store.locate(sha256)}`);
	}
	return good(`${named.length} named, all there, ${Math.min(named.length, BLOBS_READ)} read again (${store.place})`);
}

export async function queue({ client }: Context): Promise<Finding> {
	const { queued = 0, running = 0, ...rest } = await countJobsByState(client);
	const stuck = rest['needs-staff'] ?? 0;
	const says = `${queued} waiting, ${running} being judged`;
	if (stuck === 0) return good(says);
	return look(`${says}, ${stuck} need a person`, '/admin lists them with what went wrong; Retry puts them back.');
}

export async function graders(context: Context): Promise<Finding> {
	if (await isGraderAlive(context)) return good('one at least is judging');
	return look('none is running', 'Submissions wait until one does. npm start keeps one; GRADUS_ROLE=grader starts one alone.');
}

export async function sandbox({ config }: Context, folder: string): Promise<Finding> {
	const layers = probeLayers(config.sandbox);
	if (!existsSync(folder)) return bad('the sandbox is not built', 'npm run build');
	const pool = new Pool({ layers, folder, size: 1 });
	try {
		const fault = await findSandboxFault(pool);
		if (fault !== null) return bad(fault, 'Nothing is judged while this is so. docs/operations.md, The sandbox.');
	} finally {
		await pool.close();
	}
	if (layers.name.includes('bwrap')) return good(`${layers.name}, and a known-good submission is accepted`);
	return look(
		`${layers.name}: works, without the outer layer`,
		'Install bubblewrap (Debian: apt-get install bubblewrap), and allow user namespaces.',
	);
}

export async function certificate({ config, now }: Context): Promise<Finding> {
	if (config.TLS_CERT === undefined) return good('none of our own');
	const days = Math.floor((new X509Certificate(readFileSync(config.TLS_CERT)).validToDate.getTime() - now()) / DAY_MS);
	if (days > 14) return good(`valid for ${days} days`);
	return (days < 0 ? bad : look)(days < 0 ? `ended ${-days} days ago` : `ends in ${days} days`, 'Renew it and restart.');
}

export async function lastBackup({ now }: Context, folder: string): Promise<Finding> {
	const made = await listBackups(folder);
	const last = made.at(-1);
	if (last === undefined) return look(`none in ${folder}`, 'npm run backup; docs/operations.md has a line for cron.');
	const age = now() - statSync(last).mtimeMs;
	if (age >= 2 * DAY_MS)
		return look(`${last}, ${Math.round(age / DAY_MS)} days ago`, 'npm run backup; docs/operations.md has a line for cron.');
	const open = isOpenToOthers(folder) ? made.filter(isOpenToOthers) : [];
	if (open.length > 0)
		return look(
			`others can read ${open.length} of ${made.length}, ${open[0]} first: it holds the secret`,
			`chmod -R go= ${folder}/gradus-*`,
		);
	const [killed] = await listKilled(folder, now());
	if (killed !== undefined)
		return look(`${killed} was left by one that was killed`, 'It is of no use. The next npm run backup removes it.');
	return good(`${last}, ${Math.round(age / 3_600_000)} hours ago`);
}

/** Asks for the list of models: free, and every compatible server has it. */
export async function tutor({ config }: Context): Promise<Finding> {
	if (config.tutor === null) return good('none set up');
	const { baseUrl, model, apiKey } = config.tutor;
	const headers: Record<string, string> = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
	const answer = await fetch(`${baseUrl}/models`, { headers, signal: AbortSignal.timeout(10_000) }).catch((error: unknown) => error);
	if (answer instanceof Response && answer.ok) return good(`${model} at ${baseUrl} answers`);
	const why = answer instanceof Response ? `HTTP ${answer.status}` : 'no answer';
	return look(`${baseUrl} gives ${why}`, 'Learners get the prepared hints meanwhile. Check TUTOR_BASE_URL and TUTOR_API_KEY.');
}
