/**
 * `npm start` after set-up: refuses what could not be served safely, migrates, seeds the demo once, then keeps two processes alive,
 * web and grader, until Ctrl-C; GRADUS_ROLE=web or grader keeps one of them. Each thing that can be wrong is one sentence and exit 1.
 */
import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { AppError } from '#contract/error.ts';
import { BlobStoreFault } from '#server/blob-store-fault.ts';
import { type Config, isHttps, readConfig, requireServable } from '#server/config.ts';
import { type Context, openContext } from '#server/context.ts';
import { makeFirstAdminLink } from '#server/invite.ts';
import { remindOfChecks } from '#server/remind-of-checks.ts';
import { sweep } from '#server/sweep.ts';
import { backUpBeforeUpgrade } from './backup/before-upgrade.ts';
import { DEMO_ACCOUNTS } from './demo-people.ts';
import { seedDemo } from './seed-demo.ts';
import { Supervisor } from './supervisor.ts';

const HOUR_MS = 3_600_000;
const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const dist = resolve(process.env['GRADUS_DIST'] ?? join(root, 'dist'));
const entry = join(dist, 'server', 'entry.mjs');

async function main(): Promise<void> {
	// What the processes write (database, blobs, secret) is for this account alone.
	process.umask(0o077);
	const config = readConfig();
	const isWeb = config.GRADUS_ROLE !== 'grader';
	if (isWeb) requireServable(config);
	requireFiles(config);
	if (isWeb) await requirePort(config);
	const context = await openContext(config);
	const saved = await context.client.exclusively(() => backUpBeforeUpgrade(config, context.now));
	if (saved !== null) console.log(`  Before the upgrade, a backup: ${saved}`);
	await migrate(context);
	if (isWeb && config.isDemo && (await context.client.exclusively(() => seedDemo(context)))) console.log('  The demo cohort is set up.');
	const supervisor = startProcesses(config);
	if (isWeb) await announce(context);
	else console.log(`\n  A grader judges what ${databaseName(config)} holds. Ctrl-C ends it.\n`);
	void reportBlobs(context);
	const sweeping = setInterval(
		() => hourly(context).catch((error: unknown) => context.log.error({ event: 'sweep-failed', err: error })),
		HOUR_MS,
	);
	await supervisor.untilStopped();
	clearInterval(sweeping);
	await context.client.close();
}

async function hourly(context: Context): Promise<void> {
	await context.client.exclusively(() => sweep(context));
	// It may take a while and may run twice at once: nothing else waits for it.
	await remindOfChecks(context);
}

/** One that does not answer is no reason not to start: all but weights works without, and it may come later than we do. */
async function reportBlobs({ blobs, log }: Context): Promise<void> {
	try {
		for await (const _ of blobs.list()) return;
	} catch (error) {
		log.error({ event: 'blobs-unreachable', err: error });
		console.error(error instanceof BlobStoreFault ? `  ${error.message} ${error.fix}` : `  The blobs cannot be read: ${String(error)}`);
	}
}

function requireFiles(config: Config): void {
	if (config.GRADUS_ROLE !== 'grader' && !existsSync(entry))
		throw new AppError('unavailable', 'The site is not built.', {
			at: entry,
			fix: 'Run npm run build, or npm start, which builds when needed.',
		});
	for (const path of [config.TLS_CERT, config.TLS_KEY]) {
		if (path !== undefined) requireAccess(path, constants.R_OK, `${path} cannot be read.`, 'TLS_CERT and TLS_KEY are paths of PEM files.');
	}
	try {
		mkdirSync(config.GRADUS_DATA, { recursive: true });
	} catch (cause) {
		throw new AppError('unavailable', `The data folder ${config.GRADUS_DATA} cannot be made.`, {
			fix: 'Set GRADUS_DATA to a folder that can.',
			cause,
		});
	}
	requireAccess(
		config.GRADUS_DATA,
		constants.W_OK,
		`The data folder ${config.GRADUS_DATA} is not writable.`,
		'Make it writable, or set GRADUS_DATA to another folder.',
	);
}

function requireAccess(path: string, mode: number, message: string, fix: string): void {
	try {
		accessSync(path, mode);
	} catch (cause) {
		throw new AppError('unavailable', message, { at: path, fix, cause });
	}
}

function requirePort(config: Config): Promise<void> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', (cause: NodeJS.ErrnoException) => reject(portProblem(config, cause)));
		probe.listen(config.PORT, config.HOST, () => probe.close(() => resolve()));
	});
}

function portProblem(config: Config, cause: NodeJS.ErrnoException): AppError {
	const where = `${config.HOST}:${config.PORT}`;
	if (cause.code === 'EADDRINUSE')
		return new AppError('unavailable', `Port ${config.PORT} is taken: something else listens on ${where}.`, {
			fix: `Stop it, or choose another port: PORT=${config.PORT + 1} npm start.`,
			cause,
		});
	if (cause.code === 'EACCES')
		return new AppError('unavailable', `Port ${config.PORT} needs more rights than this account has.`, {
			fix: 'Choose a port above 1023.',
			cause,
		});
	return new AppError('unavailable', `Nothing can listen on ${where} (${cause.code ?? cause.message}).`, {
		fix: 'Check HOST and PORT.',
		cause,
	});
}

async function migrate(context: Context): Promise<void> {
	try {
		await context.client.migrate();
	} catch (cause) {
		throw new AppError('unavailable', `The database ${databaseName(context.config)} could not be brought up to date.`, {
			fix: 'Check that it can be reached. A damaged one is restored from a backup, or moved away to begin with an empty one.',
			cause,
		});
	}
}

/** Its address without the password. */
function databaseName({ databaseUrl }: Config): string {
	return databaseUrl.replace(/\/\/.*@/, '//…@');
}

function startProcesses(config: Config): Supervisor {
	const supervisor = new Supervisor(root, {
		...process.env,
		GRADUS_ROOT: root,
		GRADUS_DIST: dist,
		NODE_ENV: 'production',
		HOST: config.HOST,
		PORT: String(config.PORT),
		ASTRO_NODE_LOGGING: 'disabled',
		...(config.TLS_CERT && config.TLS_KEY ? { SERVER_CERT_PATH: config.TLS_CERT, SERVER_KEY_PATH: config.TLS_KEY } : {}),
	});
	if (config.GRADUS_ROLE !== 'grader') supervisor.keep('web', entry);
	if (config.GRADUS_ROLE !== 'web') supervisor.keep('grader', join(root, 'src/server/grader-main.ts'));
	return supervisor;
}

async function announce(context: Context): Promise<void> {
	const { config } = context;
	const host = config.HOST.includes(':') ? `[${config.HOST}]` : config.HOST;
	const url = config.PUBLIC_ORIGIN ?? `${isHttps(config) ? 'https' : 'http'}://${host}:${config.PORT}`;
	console.log(`\n  Gradus is at ${url}\n`);
	if (config.isDemo) {
		for (const { role, username, password } of DEMO_ACCOUNTS) console.log(`  ${role.padEnd(11)} ${username.padEnd(12)} ${password}`);
	} else {
		const link = await makeFirstAdminLink(context);
		if (link) console.log(`  There is no admin yet. This link makes one; it works once, within the hour:\n  ${new URL(link, url)}`);
	}
	console.log('\n  Ctrl-C ends it.\n');
}

main().then(
	() => process.exit(0),
	(error: unknown) => {
		if (error instanceof AppError) console.error([error.message, error.fix].filter(Boolean).join(' '));
		else console.error(error);
		process.exit(1);
	},
);
