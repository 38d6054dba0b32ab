/** Children that break in ways of the test's choosing. */
import type { Layers } from '#grading/sandbox/layers.ts';

/** Children that run a script of the test's instead of ours; with `within`, behind those walls, which begin before Node. */
export function childrenThat(script: string, within?: Layers): Layers {
	const walls = (...how: Parameters<Layers['command']>): readonly string[] => {
		const command = within?.command(...how) ?? [];
		return command.slice(0, Math.max(0, command.lastIndexOf(process.execPath)));
	};
	return {
		...{ name: within?.name ?? 'test', absent: '', addonPath: '' },
		command: (...how) => [...walls(...how), process.execPath, '-e', script],
	};
}

/** A frame with this head and no body, written by a script. */
export function writes(head: string): string {
	return `{ const h = Buffer.from(${JSON.stringify(head)}); const s = Buffer.alloc(8); s.writeUInt32LE(h.length, 0); require('fs').writeSync(3, Buffer.concat([s, h])); }`;
}

export const READY = writes('{"type":"ready","node":"n","tfjs":"t"}');
/** Ready, and then this as soon as a submission comes. */
export const ON_LOAD = (script: string) =>
	`${READY} const s = new (require('net').Socket)({ fd: 3, readable: true, writable: true }); s.on('data', (d) => { if (!d.includes('"type":"prepare"')) { ${script} } });`;
