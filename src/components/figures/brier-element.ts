/** Redraws the score figure of lesson 8.3 when what is said or what is believed changes. */
import { brierSvg, brierText, START, type Stated } from './brier.ts';

class BrierScore extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('input', () => this.#draw());
		// A browser may bring sliders back where they stood before a reload.
		this.#draw();
	}

	#read(name: keyof Stated): number {
		const input = this.querySelector<HTMLInputElement>(`[name="${name}"]`);
		const output = input?.closest('label')?.querySelector('output');
		if (input && output) output.textContent = input.value;
		return input ? Number(input.value) / 100 : START[name];
	}

	#draw(): void {
		const state = { said: this.#read('said'), chance: this.#read('chance') };
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = brierSvg(state);
		if (text) text.textContent = brierText(state);
	}
}

customElements.define('brier-score', BrierScore);
