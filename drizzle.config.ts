/** One file, two outputs: DB_DIALECT=sqlite|postgres picks one. `npm run db:generate -- --name add-x` runs both. */
import { defineConfig } from 'drizzle-kit';

const dialect = process.env['DB_DIALECT'] === 'postgres' ? 'postgres' : 'sqlite';

export default defineConfig({
	dialect: dialect === 'postgres' ? 'postgresql' : 'sqlite',
	schema: `./db/schema.${dialect}.ts`,
	out: `./db/migrations/${dialect}`,
});
