/**
 * A graphics processor that has passed the gradient self-check is not asked again for a week: half a minute of a software adapter, and the first
 * second of a fast one. What is kept names the adapter, the browser and the engine; another of any of them, or a fault of the device, means a check.
 */
import { z } from 'zod';

const KEY = 'self-check';
/** A driver may be replaced without a name changing. */
const KEPT_MS = 7 * 86_400_000;

const keptSchema = z.object({
	mark: z.string(),
	/** Milliseconds since the epoch. */
	at: z.number(),
});

/** The mark of what passed within the week; '' when there is none. */
export function recallSelfCheck(now = Date.now()): string {
	try {
		const { mark, at } = keptSchema.parse(JSON.parse(localStorage.getItem(KEY) ?? 'null'));
		return now >= at && now - at < KEPT_MS ? mark : '';
	} catch {
		// Nothing kept, storage off, or something else under this name.
		return '';
	}
}

export function keepSelfCheck(mark: string, now = Date.now()): void {
	try {
		localStorage.setItem(KEY, JSON.stringify({ mark, at: now } satisfies z.infer<typeof keptSchema>));
	} catch {
		// Storage is off or full: the next worker checks again.
	}
}

export function forgetSelfCheck(): void {
	try {
		localStorage.removeItem(KEY);
	} catch {
		// Storage is off: nothing was kept.
	}
}
