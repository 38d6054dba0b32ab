/** The process that runs one engine in Node: opens Dawn first, since tfjs looks for WebGPU while it loads, then the bundle named on the command line. */
import { pathToFileURL } from 'node:url';
import { openDawn } from '../dawn.ts';

const dawn = await openDawn();
if ('reason' in dawn) throw new Error(dawn.reason);
await import(pathToFileURL(process.argv[2] ?? '').href);
