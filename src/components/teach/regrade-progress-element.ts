/** Asks once a second how far a regrade is, and reads the page anew when its state changed. The page says the same without it. */
import { failureWords, quarterWords } from './regrade-progress-words.ts';

const EVERY_MS = 1_000;

interface Progress {
	readonly state: string;
	readonly done: number;
	readonly of: number;
}

class RegradeProgress extends HTMLElement {
	#timer: number | undefined;
	#failures = 0;

	connectedCallback(): void {
		this.#timer = window.setInterval(() => void this.#ask(), EVERY_MS);
	}

	disconnectedCallback(): void {
		window.clearInterval(this.#timer);
	}

	async #ask(): Promise<void> {
		const response = await fetch(this.dataset['href'] ?? '').catch(() => null);
		if (!response?.ok) return this.#fail(response?.status ?? 0);
		this.#failures = 0;
		this.#warn(null);
		// Of our own server: api/teach/[cohort]/regrades/[id].ts.
		const { state, done, of } = (await response.json()) as Progress;
		if (state !== this.dataset['state']) return window.location.reload();
		const bar = this.querySelector('progress');
		if (bar) bar.value = done;
		this.#write('[data-text]', `${done} of ${of}`);
		this.#write('[data-said]', quarterWords(done, of));
	}

	/** The next second asks again, unless that is in vain. */
	#fail(status: number): void {
		this.#failures += 1;
		const { says, isOver } = failureWords(status, this.#failures);
		this.#warn(says);
		if (isOver) window.clearInterval(this.#timer);
	}

	#warn(text: string | null): void {
		this.#write('[data-problem]', text ?? '');
		const place = this.querySelector<HTMLElement>('[data-problem]');
		if (place) place.hidden = text === null;
	}

	/** Only what changed: a live region would read the same again. */
	#write(where: string, text: string): void {
		const place = this.querySelector(where);
		if (place && place.textContent !== text) place.textContent = text;
	}
}

customElements.define('regrade-progress', RegradeProgress);
