/**
 * Stands in for Monaco's own way to its language workers (astro.config.mjs), which would bring every feature of the package along.
 * The worker itself comes from `MonacoEnvironment.getWorker`, from our own origin.
 */
import { editor } from 'monaco-editor/editor/editor.api.js';

interface WorkerRequest {
	readonly label: string;
	readonly createData: unknown;
	readonly host?: Record<string, (...args: unknown[]) => unknown>;
	readonly keepIdleModels?: boolean;
}

export function createWebWorker<T extends object>({ label, createData, host, keepIdleModels }: WorkerRequest): editor.MonacoWebWorker<T> {
	const made = globalThis.MonacoEnvironment?.getWorker?.('workerMain.js', label);
	if (!made) throw new Error(`No worker is declared for "${label}". monaco-editor.ts declares them.`);
	const worker = Promise.resolve(made).then((started) => {
		// The first message wakes the worker's own loader, the second is what it is made with.
		started.postMessage('ignore');
		started.postMessage(createData);
		return started;
	});
	return editor.createWebWorker<T>({ worker, ...(host ? { host } : {}), keepIdleModels: keepIdleModels ?? false });
}
