/** A learner, or who teaches them, at work over HTTP alone, by the requests that their browser would send: pages, forms, submissions, and the question for the verdict. */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { type SubmissionView, submissionViewSchema } from '#contract/submission.ts';
import { requireLab } from '#server/get-lab.ts';

const ASK_EVERY_MS = 400;
const LONGEST_MS = 600_000;

export class HttpLearner {
	readonly #base: string;
	#cookie = '';

	constructor(base: string) {
		this.#base = base;
	}

	/** A page, as text. @throws Error unless it is there. */
	async read(path: string): Promise<string> {
		const response = await fetch(new URL(path, this.#base), { headers: { cookie: this.#cookie }, redirect: 'manual' });
		const text = await response.text();
		if (response.status !== 200) throw new Error(`${path} answered ${response.status}: ${text.slice(0, 2_000)}`);
		return text;
	}

	/** A form of a page. @throws Error unless the page leads on, as it does when all is well, or answers with the status that is given. */
	async send(path: string, fields: Readonly<Record<string, string>>, status = 303): Promise<Response> {
		const response = await this.#ask(path, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded');
		if (response.status !== status) throw new Error(`${path} answered ${response.status}: ${(await response.text()).slice(0, 2_000)}`);
		const cookies = response.headers.getSetCookie().map((value) => value.split(';', 1)[0] ?? '');
		if (cookies.length > 0) this.#cookie = cookies.join('; ');
		return response;
	}

	/** What the script of a page asks of the server. */
	call(path: string, body: unknown = null): Promise<Response> {
		return this.#ask(path, JSON.stringify(body), 'application/json');
	}

	/** Gives it as its learner sees it once it is judged. */
	async submit(labId: string, code: string): Promise<SubmissionView> {
		const { version } = requireLab(labId);
		const submission = { lab: labId, version, code, checkpoints: [], idempotencyKey: crypto.randomUUID() };
		const response = await this.call('/api/submissions', submission);
		const text = await response.text();
		if (response.status !== 202) throw new Error(`The submission was answered ${response.status}: ${text}`);
		const { id } = z.object({ id: z.string() }).parse(JSON.parse(text));
		for (const end = Date.now() + LONGEST_MS; Date.now() < end; await sleep(ASK_EVERY_MS)) {
			const view = await this.see(id);
			if (view.state === 'done') return view;
			if (view.state === 'needs-staff') throw new Error(`Submission ${id} could not be judged.`);
		}
		throw new Error(`Submission ${id} was not judged in ${LONGEST_MS / 1_000} s.`);
	}

	async see(id: string): Promise<SubmissionView> {
		const response = await fetch(`${this.#base}/api/submissions/${id}`, { headers: { cookie: this.#cookie } });
		return submissionViewSchema.parse(await response.json());
	}

	#ask(path: string, body: string, type: string): Promise<Response> {
		const headers = { cookie: this.#cookie, origin: this.#base, 'content-type': type };
		return fetch(new URL(path, this.#base), { method: 'POST', redirect: 'manual', headers, body });
	}
}

/** So many at a time, in order. */
export async function inLanes<Item>(items: readonly Item[], lanes: number, act: (item: Item) => Promise<void>): Promise<void> {
	const waiting = [...items];
	const lane = async (): Promise<void> => {
		for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await act(item);
	};
	await Promise.all(Array.from({ length: lanes }, lane));
}
