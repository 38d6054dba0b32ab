/**
 * Keeps a grid up to date while its page is open and looked at: asks for its data now and then, and says since when it holds. The server answers
 * 304 while nothing changed. A hidden page asks nothing; a server that does not answer is asked ever more seldom.
 */
import type { GridData } from '#contract/grid.ts';
import type { LearnerGrid } from './learner-grid-element.ts';

const EVERY_MS = 15_000;
const LONGEST_MS = 240_000;

class LiveGrid extends HTMLElement {
	#timer: number | undefined;
	#waitMs = EVERY_MS;
	#tag = '';
	#isOver = false;
	#askedAt = Date.now();

	connectedCallback(): void {
		document.addEventListener('visibilitychange', this.#next);
		this.#next();
	}

	disconnectedCallback(): void {
		document.removeEventListener('visibilitychange', this.#next);
		window.clearTimeout(this.#timer);
	}

	/** One question at a time; none while nobody looks, and at once when somebody does again after long. */
	readonly #next = (): void => {
		window.clearTimeout(this.#timer);
		if (this.#isOver || document.visibilityState === 'hidden') return;
		const waited = Date.now() - this.#askedAt;
		this.#timer = window.setTimeout(() => void this.#ask(), Math.max(0, this.#waitMs - waited));
	};

	async #ask(): Promise<void> {
		this.#askedAt = Date.now();
		const headers = this.#tag === '' ? {} : { 'if-none-match': this.#tag };
		const response = await fetch(this.dataset['href'] ?? '', { headers, cache: 'no-store' }).catch(() => null);
		await this.#take(response).catch(() => this.#miss());
		this.#next();
	}

	async #take(response: Response | null): Promise<void> {
		if (response?.status === 401 || response?.status === 403 || response?.status === 404) {
			this.#isOver = true;
			this.#say('No longer updated: reload the page to sign in again.');
			return;
		}
		if (!response?.ok && response?.status !== 304) return this.#miss();
		if (response.ok) {
			// Of our own server: api/teach/[cohort]/progress.ts.
			this.querySelector<LearnerGrid>('learner-grid')?.replaceData((await response.json()) as GridData);
			this.#tag = response.headers.get('etag') ?? '';
		}
		this.#waitMs = EVERY_MS;
		this.#say(`Updated ${clockText(new Date())}`);
	}

	#miss(): void {
		this.#waitMs = Math.min(LONGEST_MS, 2 * this.#waitMs);
		this.#say('The server does not answer at the moment; what is shown may be older. It is asked again.');
	}

	#say(text: string): void {
		const line = this.querySelector('[data-live]');
		if (line) line.textContent = text;
	}
}

/** As the clock of whoever looks shows it. */
function clockText(at: Date): string {
	return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

customElements.define('live-grid', LiveGrid);
