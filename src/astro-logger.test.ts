/** While a site is served, what Astro prints of an error is where it happened; addresses and values stay out. */
import { afterEach, expect, it, vi } from 'vitest';

const MESSAGE = `Could not render https://gradus.example/reset/mark-7f3
Error: Failed query: select "id" from "users" where "username" = $1
params: mark-7f3
    at render (file:///app/dist/server/page.mjs:10:5)
    at async handle (file:///app/dist/server/entry.mjs:3:1)`;

afterEach(() => {
	vi.unstubAllEnvs();
	vi.restoreAllMocks();
	vi.resetModules();
});

async function print(serving: string, level: 'error' | 'info'): Promise<string[]> {
	vi.stubEnv('ASTRO_NODE_LOGGING', serving);
	const printed: string[] = [];
	vi.spyOn(console, 'error').mockImplementation((line: string) => void printed.push(line));
	for (const stream of [process.stdout, process.stderr])
		vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
	const { default: astroLogger } = await import('./astro-logger.mjs');
	astroLogger().write({ label: 'adapter', level, message: MESSAGE, newLine: true });
	vi.restoreAllMocks();
	return printed;
}

it('is one line with the place of an error, and nothing that it says', async () => {
	const printed = await print('disabled', 'error');
	expect(printed).toHaveLength(1);
	expect(printed[0]).not.toContain('mark-7f3');
	expect(JSON.parse(printed[0] ?? '')).toMatchObject({
		...{ level: 50, event: 'astro-error', label: 'adapter' },
		stack: ['at render (file:///app/dist/server/page.mjs:10:5)', 'at async handle (file:///app/dist/server/entry.mjs:3:1)'],
	});
	expect(await print('disabled', 'info')).toEqual([]);
});

it('is for people while a site is built', async () => {
	expect((await print('', 'error')).join('')).toContain('mark-7f3');
});
