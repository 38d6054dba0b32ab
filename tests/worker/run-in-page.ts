/** Runs a lab session in the test page and brings back what it said. */
import type { Page } from '@playwright/test';
import type { SessionLimits, SessionMessage } from '#worker/session.ts';

export interface Told {
	/** Without the bytes of snapshots. */
	readonly messages: SessionMessage[];
	readonly states: string[];
	/** Milliseconds that stop took, where it was asked for. */
	readonly stopMs: number;
	/** The session's last snapshot, bytes in base64. */
	readonly snapshot: { readonly step: number; readonly preset: string; readonly base64: string } | null;
}

export interface Order {
	readonly code: string;
	readonly prefer?: readonly string[];
	/** Preset to train; without it the public checks run. */
	readonly train?: string;
	readonly seed?: number;
	/** Bytes of a snapshot in base64. */
	readonly resume?: string;
	/** Stop this long after the run began. */
	readonly stopAfterMs?: number;
	/** Stop when this step was reported. */
	readonly stopAtStep?: number;
	/** Stop this many steps after training went on by itself. */
	readonly stopAfterRestart?: number;
	/** Stop half a second after the run has lost its worker. */
	readonly stopWhenLost?: boolean;
	/** What the page does this long after the run began: a script that sees the `session`. */
	readonly meanwhile?: { readonly afterMs: number; readonly script: string };
	readonly lab?: string;
	readonly my?: Readonly<Record<string, string>>;
	readonly workerUrl?: string;
	readonly limits?: Partial<SessionLimits>;
	/** Run this much one after the other in one session; the last one's states are among the others'. */
	readonly times?: number;
	/** Begins as a browser that never trained; otherwise what passed the self-check in an earlier page is known here too. */
	readonly isFirstVisit?: boolean;
	/** A graphics processor whose device is lost is not checked again, which takes half a minute of a software adapter. */
	readonly keepsSelfCheck?: boolean;
}

/** What the browser of a learner keeps from visit to visit, and a test's does not: which adapter passed the self-check. */
let kept: string | null = null;
/** Pages that know it: within a visit it is kept and forgotten as in any browser. */
const visited = new WeakSet<Page>();

/** To the end of the run; the session is disposed then. */
export async function tell(page: Page, order: Order): Promise<Told> {
	if (order.isFirstVisit) await page.evaluate(() => localStorage.clear());
	else if (!visited.has(page)) await page.evaluate((text) => text !== null && localStorage.setItem('self-check', text), kept);
	visited.add(page);
	if (order.keepsSelfCheck) await page.evaluate(() => Object.assign(Storage.prototype, { removeItem: () => undefined }));
	const told = await runInPage(page, order);
	kept = (await page.evaluate(() => localStorage.getItem('self-check'))) ?? kept;
	return told;
}

function runInPage(page: Page, order: Order): Promise<Told> {
	return page.evaluate(async (asked) => {
		// biome-ignore lint/suspicious/noExplicitAny: the page's bundle puts its exports on a global, and messages are parsed by the session.
		const { createLabSession, labs } = (globalThis as any).gradus;
		// biome-ignore lint/suspicious/noExplicitAny: see above.
		const messages: any[] = [];
		const states: string[] = [];
		let stopMs = -1;
		let stopAtStep = asked.stopAtStep ?? Number.POSITIVE_INFINITY;
		async function stop(): Promise<void> {
			const began = performance.now();
			await session.stop();
			if (stopMs < 0) stopMs = performance.now() - began;
		}
		const { prefer, workerUrl, limits } = asked;
		const session = createLabSession({
			...(prefer && { prefer }),
			...(workerUrl && { workerUrl }),
			...(limits && { limits }),
			// biome-ignore lint/suspicious/noExplicitAny: see above.
			onMessage(message: any) {
				messages.push(message.type === 'snapshot' ? { ...message, bytes: null } : message);
				if (message.type === 'restarted' && asked.stopAfterRestart !== undefined) stopAtStep = message.step + asked.stopAfterRestart;
				if ((message.type === 'metric' || message.type === 'measure') && message.step >= stopAtStep) void stop();
			},
			onState(state: string) {
				states.push(state);
				if (asked.stopWhenLost && state === 'starting' && states.length > 2) setTimeout(stop, 500);
				if (state !== 'running') return;
				if (asked.stopAfterMs !== undefined) setTimeout(stop, asked.stopAfterMs);
				const { meanwhile } = asked;
				if (meanwhile) setTimeout(() => new Function('session', meanwhile.script)(session), meanwhile.afterMs);
			},
		});
		const lab = labs.find(({ id }: { id: string }) => id === (asked.lab ?? 'causal-attention'));
		const bytes = (base64: string): ArrayBuffer => Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)).buffer;
		const resume = asked.resume === undefined ? null : bytes(asked.resume);
		const run = { lab, code: asked.code, my: asked.my ?? {}, preset: asked.train, seed: asked.seed ?? 1, resume };
		for (let n = 0; n < (asked.times ?? 1); n++) await (asked.train === undefined ? session.runChecks(run) : session.train(run));
		await new Promise((resolve) => setTimeout(resolve, 50));
		const last = session.lastSnapshot();
		session.dispose();
		const text = (buffer: ArrayBuffer): string => Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('');
		return { messages, states, stopMs, snapshot: last && { step: last.step, preset: last.preset, base64: btoa(text(last.bytes)) } };
	}, order) as Promise<Told>;
}

export function find<T extends SessionMessage['type']>(told: Told, type: T): Extract<SessionMessage, { type: T }>[] {
	return told.messages.filter((message): message is Extract<SessionMessage, { type: T }> => message.type === type);
}
