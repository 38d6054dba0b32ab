/** Children that break in ways of the test's choosing. */
import type { Layers } from '#grading/sandbox/layers.ts';

/** Children that run a script of the test's instead of ours. */
export function childrenThat(script: string): Layers {
	return { name: 'test', absent: '', addonPath: '', command: () => [process.execPath, '-e', script] };
}

/** A frame with this head and no body, written by a script. */
export function writes(head: string): string {
	return `{ const h = Buffer.from(${JSON.stringify(head)}); const s = Buffer.alloc(8); s.writeUInt32LE(h.length, 0); require('fs').writeSync(3, Buffer.concat([s, h])); }`;
}

export const READY = writes('{"type":"ready","node":"n","tfjs":"t"}');
/** Ready, and then this as soon as a submission comes. */
export const ON_LOAD = (script: string) =>
	`${READY} const s = new (require('net').Socket)({ fd: 3, readable: true, writable: true }); s.once('data', () => { ${script} });`;
