/**
 * Keeps the figures of a page up to date while it is open and looked at: asks for the page again now and then, puts what changed in place, all of it
 * from the one answer, and says since when it holds. The server answers 304 while nothing changed. A hidden page asks nothing; a server that does
 * not answer is asked ever more seldom.
 */
import type { GridData } from '#contract/grid.ts';
import type { LearnerGrid } from './learner-grid-element.ts';
import { isFilledIn, pairParts, planOf } from './live-plan.ts';
import { morph } from './morph.ts';

const EVERY_MS = 15_000;
const LONGEST_MS = 240_000;
const WAITS = 'There is something new here. It is shown once what you fill in is sent, or is as it was.';

/** `data-href`: the page itself; `data-tag`: what it shows now. Its parts are what has a `data-part`, also outside of it, and the grid. */
class LiveFigures extends HTMLElement {
	#timer: number | undefined;
	#waitMs = EVERY_MS;
	#tag = '';
	#isOver = false;
	#askedAt = Date.now();

	connectedCallback(): void {
		this.#tag = this.dataset['tag'] ?? '';
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
		const request: RequestInit = { headers: { 'if-none-match': this.#tag }, cache: 'no-store', redirect: 'manual' };
		const response = await fetch(this.dataset['href'] ?? '', request).catch(() => null);
		await this.#take(response).catch(() => this.#miss());
		this.#next();
	}

	async #take(response: Response | null): Promise<void> {
		// To a guest the page is a way to the door; to who may not see it there is none.
		if (response?.type === 'opaqueredirect' || response?.status === 404) {
			this.#isOver = true;
			this.#say('No longer updated: reload the page to sign in again.');
			return;
		}
		if (!response?.ok && response?.status !== 304) return this.#miss();
		const isShown = !response.ok || this.#show(new DOMParser().parseFromString(await response.text(), 'text/html'));
		// Without its tag the same is asked for, and answered, again.
		if (response.ok && isShown) this.#tag = response.headers.get('etag') ?? '';
		this.#waitMs = EVERY_MS;
		this.#say(isShown ? `Updated ${clockText(new Date())}` : WAITS);
	}

	/** All of it or, while somebody writes in what would go, nothing: then false. @throws Error for a page that is not this one. */
	#show(page: Document): boolean {
		const fresh = page.querySelector('live-figures');
		if (!fresh) throw new Error('The page came without its figures.');
		const grid = this.querySelector<LearnerGrid>('learner-grid');
		const data = fresh.querySelector('learner-grid > script[type="application/json"]')?.textContent;
		const plan = planOf({ hasGrid: grid !== null, bringsGrid: Boolean(data), isWriting: this.#isWriting() });
		if (plan === 'wait') return false;
		const { both, gone } = pairParts(partsOf(document), partsOf(page));
		for (const [part, made] of both) morph(part, made);
		for (const part of gone) this.#remove(part);
		// Written by LearnerGrid.astro of our own server.
		if (plan === 'grid' && data) grid?.replaceData(JSON.parse(data) as GridData);
		// The first learner has come, or the last has gone: another page stands here.
		if (plan === 'all') this.replaceChildren(...fresh.childNodes);
		return true;
	}

	/** A focus in it stays near. */
	#remove(part: Element): void {
		const hadFocus = part.contains(document.activeElement);
		part.remove();
		if (!hadFocus) return;
		this.tabIndex = -1;
		this.focus({ preventScroll: true });
	}

	/** The filter of a grid stands in the address, and is not lost; what was refused came back with the page, and is. */
	#isWriting(): boolean {
		const fields = this.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>('input, textarea, select');
		const isKept = (field: Element) => field.closest('learner-grid') !== null;
		const isRefused = (field: Element) => field.getAttribute('aria-invalid') === 'true';
		return [...fields].some((field) => field === document.activeElement || (!isKept(field) && (isRefused(field) || isFilledIn(field))));
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

function partsOf(page: Document): Map<string, Element> {
	return new Map([...page.querySelectorAll('[data-part]')].map((part) => [part.getAttribute('data-part') ?? '', part]));
}

/** As the clock of whoever looks shows it. */
function clockText(at: Date): string {
	return `${String(at.getHours()).padStart(2, '0')}:${String(at.getMinutes()).padStart(2, '0')}`;
}

customElements.define('live-figures', LiveFigures);
