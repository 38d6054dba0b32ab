/** Reads the environment once. Every setting of the server is declared here and nowhere else. */
import { join } from 'node:path';
import { z } from 'zod';
import { AppError } from '#contract/error.ts';
import { isSecretSetting, readSecretFiles } from './secret-settings.ts';

const envSchema = z.object({
	PORT: z.coerce.number().int().min(1).max(65_535).default(4321),
	/** Address to listen on. Anything but a loopback address needs TLS or a declared proxy. */
	HOST: z.string().default('127.0.0.1'),
	GRADUS_MODE: z.enum(['demo', 'production']).default('demo'),
	GRADUS_ROLE: z.enum(['all', 'web', 'grader']).default('all'),
	/** Folder of the database, the secret and the blobs. */
	GRADUS_DATA: z.string().default('data'),
	/** The installation's secret where it is handed in (32 bytes), instead of made in GRADUS_DATA. */
	GRADUS_SECRET_FILE: z.string().optional(),
	DATABASE_URL: z.string().optional(),
	/** Where blobs lie instead of <data>/blobs: s3://bucket or s3://bucket/prefix. The other four say how it is reached. */
	BLOBS_URL: z
		.string()
		.regex(/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]*)?$/, 'it is not s3://<bucket> or s3://<bucket>/<prefix>')
		.optional(),
	BLOBS_ENDPOINT: z.url({ protocol: /^https?$/, error: 'it is not an http or https address' }).optional(),
	BLOBS_REGION: z.string().trim().min(1).default('us-east-1'),
	BLOBS_ACCESS_KEY: z.string().trim().min(1).optional(),
	BLOBS_SECRET_KEY: z.string().trim().min(1).optional(),
	SANDBOX: z.enum(['auto', 'required', 'off']).optional(),
	SIGNUP: z.enum(['open', 'code', 'closed']).optional(),
	TLS_CERT: z.string().optional(),
	TLS_KEY: z.string().optional(),
	/** The one origin that people use, for example https://gradus.example.org; required behind a proxy. */
	PUBLIC_ORIGIN: z.url().optional(),
	/** Number of proxies whose X-Forwarded-* headers are believed. */
	TRUSTED_PROXY_HOPS: z.coerce.number().int().min(0).max(3).default(0),
	/** A killed grader's job is taken over after this long. */
	LEASE_SECONDS: z.coerce.number().min(1).max(600).default(90),
	/** How much judging gives way to what else the machine does. At 5 it has a third of a process that does not, at 10 a tenth. */
	GRADER_NICENESS: z.coerce.number().int().min(0).max(19).default(5),
	METRICS_TOKEN: z.string().min(16).optional(),
	/** Separate origin for the lab worker's frame, where people open each other's code. */
	LAB_ORIGIN: z.url().optional(),
	LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
	/** The tutor: address of an OpenAI-compatible server (up to and with /v1) and the model to ask there. Off while both are missing. */
	TUTOR_BASE_URL: z.url({ protocol: /^https?$/, error: 'it is not an http or https address' }).optional(),
	TUTOR_MODEL: z.string().trim().min(1).optional(),
	/** Not needed by most local servers. */
	TUTOR_API_KEY: z.string().trim().min(1).optional(),
	/** Price of a million tokens, in the currency of your choice: only for what the dashboard adds up. */
	TUTOR_PRICE_IN: z.coerce.number().min(0).optional(),
	TUTOR_PRICE_OUT: z.coerce.number().min(0).optional(),
	/** Tokens that all learners together may use in a day (UTC). */
	TUTOR_DAILY_TOKENS: z.coerce.number().int().min(0).default(2_000_000),
});

export type Config = z.infer<typeof envSchema> & {
	readonly databaseUrl: string;
	readonly isLoopback: boolean;
	readonly isDemo: boolean;
	readonly signup: 'open' | 'code' | 'closed';
	readonly sandbox: 'auto' | 'required' | 'off';
	/** Null: no tutor. */
	readonly tutor: TutorConfig | null;
	/** Null: in the data folder. */
	readonly blobs: BlobsConfig | null;
};

/** An S3-compatible store. */
export interface BlobsConfig {
	/** Without a slash at the end. */
	readonly endpoint: string;
	readonly bucket: string;
	/** Empty, or with a slash at the end. */
	readonly prefix: string;
	readonly region: string;
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
}

export interface TutorConfig {
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string | undefined;
	/** Of a million tokens; null when nobody said. */
	readonly price: { readonly in: number; readonly out: number } | null;
	readonly dailyTokens: number;
}

/** @throws AppError `invalid` naming the variable and the value that was wrong. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): Config {
	const given = readSecretFiles(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
	const parsed = envSchema.safeParse(given);
	if (!parsed.success) {
		const issue = parsed.error.issues[0];
		const name = String(issue?.path[0] ?? 'environment');
		const shown = isSecretSetting(name) ? name : `${name}=${given[name] ?? ''}`;
		throw new AppError('invalid', `${shown} is not usable: ${issue?.message ?? 'unknown problem'}.`, {
			at: name,
			fix: 'See .env.example for every setting.',
		});
	}
	const values = parsed.data;
	const isLoopback = ['127.0.0.1', '::1', 'localhost'].includes(values.HOST);
	// A declared proxy lets the world in, also when it forwards to loopback.
	const isDemo = isLoopback && values.GRADUS_MODE === 'demo' && values.TRUSTED_PROXY_HOPS === 0 && !values.PUBLIC_ORIGIN;
	return {
		...values,
		databaseUrl: values.DATABASE_URL ?? `file:${join(values.GRADUS_DATA, 'gradus.db')}`,
		isLoopback,
		isDemo,
		signup: values.SIGNUP ?? (isDemo ? 'open' : 'code'),
		sandbox: values.SANDBOX ?? (values.GRADUS_MODE === 'production' ? 'required' : 'auto'),
		tutor: readTutor(values),
		blobs: readBlobs(values),
	};
}

/** @throws AppError `invalid` naming what is missing. */
function readBlobs(values: z.infer<typeof envSchema>): BlobsConfig | null {
	const { BLOBS_URL, BLOBS_ENDPOINT, BLOBS_REGION, BLOBS_ACCESS_KEY, BLOBS_SECRET_KEY } = values;
	const needed = { BLOBS_ENDPOINT, BLOBS_ACCESS_KEY, BLOBS_SECRET_KEY };
	for (const [name, value] of Object.entries(needed))
		requireBoth(
			'BLOBS_URL',
			BLOBS_URL,
			name,
			value,
			'Set all of BLOBS_URL, BLOBS_ENDPOINT, BLOBS_ACCESS_KEY and BLOBS_SECRET_KEY, or none.',
		);
	if (BLOBS_URL === undefined || BLOBS_ENDPOINT === undefined || BLOBS_ACCESS_KEY === undefined || BLOBS_SECRET_KEY === undefined)
		return null;
	const [bucket = '', ...path] = BLOBS_URL.slice('s3://'.length).split('/').filter(Boolean);
	return {
		endpoint: BLOBS_ENDPOINT.replace(/\/+$/, ''),
		bucket,
		prefix: path.map((part) => `${part}/`).join(''),
		region: BLOBS_REGION,
		accessKeyId: BLOBS_ACCESS_KEY,
		secretAccessKey: BLOBS_SECRET_KEY,
	};
}

/** Half a configuration is an error at the start, not a tutor that fails at the first question. @throws AppError `invalid` */
function readTutor(values: z.infer<typeof envSchema>): TutorConfig | null {
	const { TUTOR_BASE_URL, TUTOR_MODEL, TUTOR_API_KEY, TUTOR_PRICE_IN, TUTOR_PRICE_OUT } = values;
	requireBoth('TUTOR_BASE_URL', TUTOR_BASE_URL, 'TUTOR_MODEL', TUTOR_MODEL, 'Set both for a tutor, or neither for none.');
	requireBoth('TUTOR_PRICE_IN', TUTOR_PRICE_IN, 'TUTOR_PRICE_OUT', TUTOR_PRICE_OUT, 'Set both prices of a million tokens, or neither.');
	if (TUTOR_BASE_URL === undefined || TUTOR_MODEL === undefined) {
		if (TUTOR_API_KEY === undefined) return null;
		throw new AppError('invalid', 'TUTOR_API_KEY is set, and there is no tutor to use it for.', {
			at: 'TUTOR_API_KEY',
			fix: 'Set TUTOR_BASE_URL and TUTOR_MODEL too, or remove the key. docs/tutor.md has examples.',
		});
	}
	return {
		baseUrl: TUTOR_BASE_URL,
		model: TUTOR_MODEL,
		apiKey: TUTOR_API_KEY,
		price: TUTOR_PRICE_IN === undefined || TUTOR_PRICE_OUT === undefined ? null : { in: TUTOR_PRICE_IN, out: TUTOR_PRICE_OUT },
		dailyTokens: values.TUTOR_DAILY_TOKENS,
	};
}

/** @throws AppError `invalid` naming the one that is missing. */
function requireBoth(first: string, one: unknown, second: string, other: unknown, fix: string): void {
	if ((one === undefined) === (other === undefined)) return;
	const [set, missing] = one === undefined ? [second, first] : [first, second];
	throw new AppError('invalid', `${set} is set and ${missing} is not: they go together.`, { at: missing, fix });
}

/** People reach this server over HTTPS: it holds the certificate itself, or a declared proxy does. */
export function isHttps(config: Config): boolean {
	return (config.TLS_CERT !== undefined && config.TLS_KEY !== undefined) || (config.PUBLIC_ORIGIN?.startsWith('https:') ?? false);
}

/** Anything but loopback needs HTTPS: WebGPU and `__Host-` cookies do not work without. @throws AppError `invalid` */
export function requireServable(config: Config): void {
	if ((config.TLS_CERT === undefined) !== (config.TLS_KEY === undefined)) {
		throw new AppError('invalid', 'TLS_CERT and TLS_KEY go together, and only one of them is set.', {
			at: 'TLS_CERT',
			fix: 'Set both to PEM files, or neither.',
		});
	}
	const isBehindProxy = config.PUBLIC_ORIGIN?.startsWith('https:') === true && config.TRUSTED_PROXY_HOPS >= 1;
	if (config.isLoopback || config.TLS_CERT !== undefined || isBehindProxy) return;
	throw new AppError(
		'invalid',
		`HOST=${config.HOST} would serve plain HTTP to other machines, where browsers lend no GPU and passwords travel in the open.`,
		{
			at: 'HOST',
			fix: 'Set TLS_CERT and TLS_KEY, or put an HTTPS proxy in front and set PUBLIC_ORIGIN=https://… with TRUSTED_PROXY_HOPS=1.',
		},
	);
}
