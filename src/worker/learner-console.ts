/** The console that learner code sees: lines go to the page, so many a second and no more. Never runs getters of what it prints. */
import type { Post } from './train-host.ts';

const LINES_PER_SECOND = 50;
const MAX_LINE = 2_000;
const MAX_DEPTH = 3;

export function createLearnerConsole(post: Post): object {
	let [second, lines] = [0, 0];

	function print(level: 'log' | 'warn' | 'error', args: readonly unknown[]): void {
		const now = Math.floor(performance.now() / 1_000);
		if (now !== second) [second, lines] = [now, 0];
		lines += 1;
		if (lines > LINES_PER_SECOND) return;
		const text = lines === LINES_PER_SECOND ? '… more lines in this second are left out.' : args.map((arg) => show(arg, 0)).join(' ');
		post({ type: 'log', level, text: text.slice(0, MAX_LINE) });
	}
	const log = (...args: unknown[]): void => print('log', args);
	const warn = (...args: unknown[]): void => print('warn', args);
	const error = (...args: unknown[]): void => print('error', args);
	const nothing = (): void => undefined;
	return Object.freeze({
		log,
		info: log,
		debug: log,
		table: log,
		dir: log,
		warn,
		error,
		trace: warn,
		time: nothing,
		timeEnd: nothing,
		assert: (isTrue: unknown, ...args: unknown[]) => void (isTrue || print('error', args)),
	});
}

function show(value: unknown, depth: number): string {
	if (typeof value === 'string') return depth === 0 ? value : JSON.stringify(value);
	if (typeof value === 'function') return `[function ${value.name}]`;
	if (typeof value !== 'object' || value === null) return String(value);
	if (value instanceof Error) return `${value.name}: ${value.message}`;
	if (isTensorLike(value)) return `Tensor [${value.shape.join(', ')}] ${value.dtype} (print() shows its numbers)`;
	if (depth >= MAX_DEPTH) return Array.isArray(value) ? '[…]' : '{…}';
	if (ArrayBuffer.isView(value) || Array.isArray(value)) {
		// A DataView has no items; everything else here is iterable.
		const items = value instanceof DataView ? [] : Array.from(value as ArrayLike<unknown>).slice(0, 50);
		return `[${items.map((item) => show(item, depth + 1)).join(', ')}]`;
	}
	const fields = Object.entries(Object.getOwnPropertyDescriptors(value)).slice(0, 30);
	return `{ ${fields.map(([key, field]) => `${key}: ${'value' in field ? show(field.value, depth + 1) : '(getter)'}`).join(', ')} }`;
}

function isTensorLike(value: object): value is { readonly shape: readonly number[]; readonly dtype: string } {
	return 'shape' in value && Array.isArray(value.shape) && 'dtype' in value && 'dataId' in value;
}
