/** The bytes of tfjs's WASM binary: an asset of the page from its own origin, read once for the tab. */
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';

let wasmBytes: Promise<ArrayBuffer> | undefined;

/** @throws with what to do when it cannot be loaded; the next call tries again */
export function fetchWasm(): Promise<ArrayBuffer> {
	wasmBytes ??= fetch(wasmUrl).then((response) => {
		if (!response.ok)
			throw new Error(`The WASM backend could not be loaded (${response.status}). Your text is kept; try again in a moment.`);
		return response.arrayBuffer();
	});
	wasmBytes.catch(() => {
		wasmBytes = undefined;
	});
	return wasmBytes;
}
