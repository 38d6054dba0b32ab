/**
 * Loaded into every process (NODE_OPTIONS, see bootstrap.mjs): modules of drizzle-orm find their neighbours without Node reading the package's
 * description, 180 kB of JSON, again for each of 600 imports. A process starts in 1.2 s of processor time instead of 4.1 (docs/decisions/0034-quick-imports.md).
 */
import { registerHooks } from 'node:module';

const PACKAGE = '/node_modules/drizzle-orm/';

registerHooks({
	resolve(specifier, context, next) {
		const isNeighbour = /^\.\.?\/.*\.js$/.test(specifier) && context.parentURL?.includes(PACKAGE);
		// What is required is CommonJS, and Node finds it by another way.
		if (!isNeighbour || context.conditions.includes('require')) return next(specifier, context);
		return { url: new URL(specifier, context.parentURL).href, format: 'module', shortCircuit: true };
	},
});
