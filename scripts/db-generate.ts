/** `npm run db:generate -- --name add-x`: writes the migration of a schema change for both engines. */
import { spawnSync } from 'node:child_process';

for (const dialect of ['sqlite', 'postgres']) {
	const run = spawnSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', 'generate', ...process.argv.slice(2)], {
		stdio: 'inherit',
		env: { ...process.env, DB_DIALECT: dialect },
	});
	if (run.status !== 0) process.exit(run.status ?? 1);
}
