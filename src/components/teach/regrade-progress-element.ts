/** Asks once a second how far a regrade is, and reads the page anew when its state changed. The page says the same without it. */
const EVERY_MS = 1_000;

interface Progress {
	readonly state: string;
	readonly done: number;
	readonly of: number;
}

class RegradeProgress extends HTMLElement {
	#timer: number | undefined;

	connectedCallback(): void {
		this.#timer = window.setInterval(() => void this.#ask(), EVERY_MS);
	}

	disconnectedCallback(): void {
		window.clearInterval(this.#timer);
	}

	async #ask(): Promise<void> {
		const response = await fetch(this.dataset['href'] ?? '').catch(() => null);
		// The next second asks again.
		if (!response?.ok) return;
		// Of our own server: api/teach/[cohort]/regrades/[id].ts.
		const { state, done, of } = (await response.json()) as Progress;
		if (state !== this.dataset['state']) return window.location.reload();
		const bar = this.querySelector('progress');
		const text = this.querySelector('[data-text]');
		if (bar) bar.value = done;
		if (text) text.textContent = `${done} of ${of}`;
	}
}

customElements.define('regrade-progress', RegradeProgress);
