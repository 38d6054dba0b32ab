/** `npm run check`: Biome, astro check (types), content, copy-paste, and the 300-line limit. Warnings are errors. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const MAX_LINES = 300;

const COMMANDS: readonly (readonly [string, readonly string[]])[] = [
	['Biome', ['node_modules/@biomejs/biome/bin/biome', 'check', '--error-on-warnings', '.']],
	['astro check', ['node_modules/astro/bin/astro.mjs', 'check', '--minimumFailingSeverity', 'warning']],
	['check:content', ['scripts/check-content.ts']],
	['jscpd', ['node_modules/jscpd/bin/jscpd', '--config', '.jscpd.json']],
];

function longFiles(): string[] {
	return ['src', 'db', 'scripts'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((name) => /\.(ts|tsx|astro)$/.test(name) && !name.includes('migrations'))
			.map((name) => ({ path: join(folder, name), lines: readFileSync(join(root, folder, name), 'utf8').split('\n').length - 1 }))
			.filter(({ lines }) => lines > MAX_LINES)
			.map(({ path, lines }) => `${path} has ${lines} lines; split it at ${MAX_LINES}.`),
	);
}

const failures = COMMANDS.filter(([, args]) => spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' }).status !== 0).map(
	([name]) => `${name} found faults (above).`,
);
failures.push(...longFiles());
for (const failure of failures) console.error(failure);
console.log(failures.length === 0 ? 'check: clean' : `check: ${failures.length} to mend`);
process.exit(failures.length === 0 ? 0 : 1);
