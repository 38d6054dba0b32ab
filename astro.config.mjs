// @ts-check
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';

const outDir = process.env['GRADUS_DIST'] ?? 'dist';

export default defineConfig({
	output: 'server',
	outDir,
	adapter: node({ mode: 'standalone' }),
	integrations: [mdx(), preact()],
	devToolbar: { enabled: false },
	vite: { cacheDir: process.env['GRADUS_VITE_CACHE'] ?? 'node_modules/.vite' },
});
