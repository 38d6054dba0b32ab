// @ts-check
import { fileURLToPath } from 'node:url';
import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { glossaryLinks } from './src/content/markdown/glossary.ts';
import { lessonMarkdown } from './src/content/markdown/plugin.ts';

const outDir = process.env['GRADUS_DIST'] ?? 'dist';

export default defineConfig({
	output: 'server',
	outDir,
	// The largest body is a set of weights; every other route has a lower cap of its own (src/middleware.ts, src/server/api.ts).
	adapter: node({ mode: 'standalone', bodySizeLimit: 9 * 1024 * 1024 }),
	// src/middleware.ts checks the origin of every unsafe request whatever its content type; Astro's check would refuse our own behind a proxy.
	security: { checkOrigin: false },
	// The Content-Security-Policy refuses inline scripts and styles.
	build: { inlineStylesheets: 'never' },
	integrations: [mdx(), preact()],
	// Formulas and listings are made by our plugin, with classes: the CSP refuses the inline styles of Shiki.
	markdown: { syntaxHighlight: false, processor: satteri({ features: { math: true }, mdastPlugins: [lessonMarkdown, glossaryLinks] }) },
	// Astro's own would print addresses and the values of failed queries.
	logger: { entrypoint: './src/astro-logger.mjs' },
	devToolbar: { enabled: false },
	vite: {
		cacheDir: process.env['GRADUS_VITE_CACHE'] ?? 'node_modules/.vite',
		build: { assetsInlineLimit: 0 },
		// Monaco's own module imports every feature of the package.
		resolve: {
			alias: [
				{
					find: /^.*\/internal\/common\/workers\.js$/,
					replacement: fileURLToPath(new URL('src/islands/monaco-web-worker.ts', import.meta.url)),
				},
			],
		},
	},
});
