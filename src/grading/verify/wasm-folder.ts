/** Where the binaries of tfjs-backend-wasm lie, as its package brings them. */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';

export function wasmFolder(): string {
	return dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'));
}
