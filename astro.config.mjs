// @ts-check
import { satteri } from '@astrojs/markdown-satteri';
import mdx from '@astrojs/mdx';
import node from '@astrojs/node';
import preact from '@astrojs/preact';
import { defineConfig } from 'astro/config';
import { lessonMarkdown } from './src/content/markdown/plugin.ts';

const outDir = process.env['GRADUS_DIST'] ?? 'dist';

export default defineConfig({
	output: 'server',
	outDir,
	adapter: node({ mode: 'standalone' }),
	integrations: [mdx(), preact()],
	// Formulas and listings are made by our plugin, with classes: the CSP refuses the inline styles of Shiki.
	markdown: { syntaxHighlight: false, processor: satteri({ features: { math: true }, mdastPlugins: [lessonMarkdown] }) },
	devToolbar: { enabled: false },
	vite: { cacheDir: process.env['GRADUS_VITE_CACHE'] ?? 'node_modules/.vite' },
});
