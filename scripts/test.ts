/**
 * Runs every suite and ends with the names of what failed, then one line, `N passed, N failed`. A suite that dies without a
 * report counts as one failure. Where a log is cut to its end, the names are still in it.
 * `npm test -- unit db` runs only those; GRADUS_NIGHTLY=1 (npm run test:nightly) removes the samples' limits.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { vulkanEnv } from './dawn.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const reports = join(root, '.gradus', 'reports');

interface Suite {
	readonly name: string;
	readonly args: (report: string) => string[];
	readonly read: (report: string) => Tally;
	readonly env?: (report: string) => Record<string, string>;
}

interface Tally {
	readonly passed: number;
	readonly failed: number;
	readonly skipped: number;
	/** What failed, by name, with the first lines of why. */
	readonly failures: readonly string[];
}

const vitestReport = z.object({
	numPassedTests: z.number(),
	numFailedTests: z.number(),
	numPendingTests: z.number(),
	numFailedTestSuites: z.number(),
	testResults: z.array(
		z.object({
			name: z.string(),
			status: z.string(),
			message: z.string().default(''),
			assertionResults: z.array(z.object({ fullName: z.string(), status: z.string(), failureMessages: z.array(z.string()).nullish() })),
		}),
	),
});

const playwrightSpec = z.object({
	title: z.string(),
	file: z.string(),
	ok: z.boolean(),
	tests: z.array(z.object({ results: z.array(z.object({ error: z.object({ message: z.string().optional() }).optional() })) })),
});
const playwrightSuite = z.object({
	specs: z.array(playwrightSpec).default([]),
	get suites() {
		return z.array(playwrightSuite).default([]);
	},
});
const playwrightReport = z.object({
	stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
	suites: z.array(playwrightSuite).default([]),
});

const LINES_OF_WHY = 6;

/** One failure as it stands at the end of a log: the file, the test, and the first lines of the error without colours. */
function failure(file: string, test: string, why: string): string {
	const lines = stripVTControlCharacters(why).split('\n').slice(0, LINES_OF_WHY);
	return [`${relative(root, file)} › ${test}`, ...lines.map((line) => `    ${line}`)].join('\n');
}

function vitestFailures({ testResults }: z.infer<typeof vitestReport>): string[] {
	return testResults.flatMap(({ name, status, message, assertionResults }) => {
		const failed = assertionResults.filter((result) => result.status === 'failed');
		if (failed.length === 0) return status === 'failed' ? [failure(name, '(the file itself)', message)] : [];
		return failed.map(({ fullName, failureMessages }) => failure(name, fullName, failureMessages?.[0] ?? ''));
	});
}

function playwrightFailures({ specs, suites }: z.infer<typeof playwrightSuite>): string[] {
	const own = specs.filter(({ ok }) => !ok);
	const why = (spec: z.infer<typeof playwrightSpec>): string =>
		spec.tests.flatMap(({ results }) => results.map(({ error }) => error?.message ?? '')).find((text) => text !== '') ?? '';
	return [...own.map((spec) => failure(spec.file, spec.title, why(spec))), ...suites.flatMap(playwrightFailures)];
}

function vitest(name: string): Suite {
	return {
		name,
		args: (report) => [
			'node_modules/vitest/vitest.mjs',
			'run',
			'--project',
			name,
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${report}`,
		],
		read(report) {
			const parsed = vitestReport.parse(JSON.parse(readFileSync(report, 'utf8')));
			// A file that fails to load has no failed test: count the file.
			const failed = parsed.numFailedTests > 0 ? parsed.numFailedTests : Math.min(1, parsed.numFailedTestSuites);
			return { passed: parsed.numPassedTests, failed, skipped: parsed.numPendingTests, failures: vitestFailures(parsed) };
		},
	};
}

/** With a folder of its own for what it leaves: two at once would empty each other's. */
function playwright(name: string, config: string, project: readonly string[] = []): Suite {
	const output = ['--output', join('test-results', name)];
	return {
		name,
		args: () => ['node_modules/@playwright/test/cli.js', 'test', '--config', config, '--reporter=list,json', ...output, ...project],
		env: (report) => ({ PLAYWRIGHT_JSON_OUTPUT_FILE: report, GRADUS_BY_TURNS: '1' }),
		read(report) {
			const { stats, suites } = playwrightReport.parse(JSON.parse(readFileSync(report, 'utf8')));
			const failures = suites.flatMap(playwrightFailures);
			return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped, failures };
		},
	};
}

const check: Suite = { name: 'check', args: () => ['scripts/check.ts'], read: () => ({ passed: 1, failed: 0, skipped: 0, failures: [] }) };
/** In Node on Dawn: the variables that name a Vulkan driver must be there when the process starts. */
const engine: Suite = { ...vitest('engine'), env: () => vulkanEnv() };

/** The long ones first, so that two at once end at nearly the same time; no two that want the software GPU begin together. */
const SUITES: readonly Suite[] = [
	playwright('worker', 'tests/worker/playwright.config.ts'),
	playwright('browser-pages', 'playwright.config.ts', ['--project', 'pages']),
	...[vitest('sandbox'), vitest('server')],
	playwright('browser-labs', 'playwright.config.ts', ['--project', 'labs']),
	// The journeys again, on PostgreSQL.
	...(process.env['GRADUS_NIGHTLY'] ? [playwright('browser-postgres', 'playwright.config.ts', ['--project', 'postgres'])] : []),
	...[vitest('labs'), vitest('db'), check, engine, vitest('unit')],
];
/** As many as `npm test` may count on processors. */
const AT_ONCE = 2;

/** To the end; what it says is held back and printed as a whole, so that two at once can be read. */
async function runSuite(suite: Suite): Promise<Tally> {
	const report = join(reports, `${suite.name}.json`);
	rmSync(report, { force: true });
	console.log(`${suite.name} …`);
	const start = Date.now();
	const child = spawn(process.execPath, suite.args(report), { cwd: root, env: { ...process.env, ...suite.env?.(report) } });
	const said: Buffer[] = [];
	for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => said.push(chunk));
	const [status]: unknown[] = await once(child, 'close');
	const tally = tallyOf(suite, report, typeof status === 'number' ? status : null);
	console.log(`\n── ${suite.name} ${'─'.repeat(60 - suite.name.length)}`);
	process.stdout.write(Buffer.concat(said));
	console.log(
		`${suite.name}: ${tally.passed} passed, ${tally.failed} failed, ${tally.skipped} skipped in ${((Date.now() - start) / 1000).toFixed(0)} s`,
	);
	return tally;
}

/** Takes the next that nobody has taken, until there is none. */
async function runNext(waiting: Suite[]): Promise<Tally[]> {
	const tallies: Tally[] = [];
	for (let suite = waiting.shift(); suite !== undefined; suite = waiting.shift()) tallies.push(await runSuite(suite));
	return tallies;
}

function tallyOf(suite: Suite, report: string, status: number | null): Tally {
	const died = (why: string): Tally => ({ passed: 0, failed: 1, skipped: 0, failures: [`${suite.name}: ${why} (exit status ${status})`] });
	if (suite.name === 'check') return status === 0 ? suite.read(report) : died('what it found stands under its heading above');
	if (!existsSync(report)) return died('it ended without a report');
	const tally = suite.read(report);
	if (status === 0 || tally.failed > 0) return tally;
	// An error outside any test (an unhandled rejection, no test found) must not pass for success.
	return { ...tally, failed: 1, failures: [`${suite.name}: an error outside any test (exit status ${status})`] };
}

mkdirSync(reports, { recursive: true });
const wanted = new Set(process.argv.slice(2));
/** `browser` means both of its parts. */
const isWanted = ({ name }: Suite): boolean => wanted.size === 0 || wanted.has(name) || wanted.has(name.split('-')[0] ?? '');
const waiting = SUITES.filter(isWanted);
const tallies = (await Promise.all(Array.from({ length: AT_ONCE }, () => runNext(waiting)))).flat();
const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
for (const name of tallies.flatMap(({ failures }) => failures)) console.log(`\nFAILED ${name}`);
console.log(`\n${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
