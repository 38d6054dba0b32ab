/** The bytes of a checkpoint that labs start from. Refuses a name that nothing was made for. */
import { existsSync, readFileSync } from 'node:fs';

export function readBase(name: string): ArrayBuffer {
	const path = new URL(`../public/bases/${name}.safetensors`, import.meta.url);
	if (!existsSync(path)) throw new Error(`There is no public/bases/${name}.safetensors. Make it: npm run recipes -- ${name}`);
	return Uint8Array.from(readFileSync(path)).buffer;
}
