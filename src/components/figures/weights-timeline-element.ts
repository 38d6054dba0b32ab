/** Lets a reader choose two events, by list or by pointing, and the years that are drawn. */
import { START, type TimelineState, timelineHtml, timelineSvg } from './weights-timeline-svg.ts';

class WeightsTimeline extends HTMLElement {
	#state: TimelineState = START;
	/** Which of the two the next click in the drawing sets. */
	#turn: 'from' | 'to' = 'from';

	connectedCallback(): void {
		this.addEventListener('input', () =>
			this.#set({ from: this.#select('from')?.value ?? START.from, to: this.#select('to')?.value ?? START.to }),
		);
		this.addEventListener('click', (event) => {
			if (event.target instanceof Element) this.#click(event.target);
		});
		// A browser may bring choices back where they stood before a reload.
		this.#set({ from: this.#select('from')?.value ?? START.from, to: this.#select('to')?.value ?? START.to });
	}

	#select(name: 'from' | 'to'): HTMLSelectElement | null {
		return this.querySelector<HTMLSelectElement>(`select[name="${name}"]`);
	}

	#click(target: Element): void {
		const since = target.closest('button')?.dataset['since'];
		const { from, to } = target.closest('button')?.dataset ?? {};
		const event = target.closest('[data-event]')?.getAttribute('data-event');
		if (since !== undefined) this.#set({ since: Number(since) });
		else if (from !== undefined && to !== undefined) this.#set({ from, to });
		else if (event) {
			this.#set({ [this.#turn]: event });
			this.#turn = this.#turn === 'from' ? 'to' : 'from';
		}
	}

	#set(part: Partial<TimelineState>): void {
		this.#state = { ...this.#state, ...part };
		for (const name of ['from', 'to'] as const) {
			const select = this.#select(name);
			if (select) select.value = this.#state[name];
		}
		for (const button of this.querySelectorAll<HTMLButtonElement>('[data-since]'))
			button.setAttribute('aria-pressed', String(Number(button.dataset['since']) === this.#state.since));
		const chart = this.querySelector('[data-chart]');
		if (chart) chart.innerHTML = timelineSvg(this.#state);
		const text = this.querySelector('[data-text]');
		const html = timelineHtml(this.#state);
		if (text && text.innerHTML !== html) text.innerHTML = html;
	}
}

customElements.define('weights-timeline', WeightsTimeline);
