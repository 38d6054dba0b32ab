/** Builds everything that is served or judged from: the site, the lab worker, the labs' public bundles, the sandbox realm. */
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { writeDocsIndex } from './build-docs-index.ts';
import { buildEditorTypes } from './build-editor-types.ts';
import { buildLabs } from './build-labs.ts';
import { buildSandbox } from './build-sandbox.ts';
import { buildWorker } from './build-worker.ts';

const root = process.env['GRADUS_ROOT'] ?? process.cwd();
const out = resolve(process.env['GRADUS_DIST'] ?? join(root, 'dist'));

const astro = spawnSync(process.execPath, [join(root, 'node_modules/astro/bin/astro.mjs'), 'build'], { cwd: root, stdio: 'inherit' });
if (astro.status !== 0) process.exit(astro.status ?? 1);
// After astro, which empties its output folder first.
await Promise.all([buildWorker(out), buildLabs(out), buildSandbox(out), buildEditorTypes(out)]);
writeDocsIndex(join(out, 'editor-types'));
