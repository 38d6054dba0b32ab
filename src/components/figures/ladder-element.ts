/** Redraws the ladder when its length of training or the number of seeds changes. */
import { type LadderData, ladderSvg, ladderText } from './ladder-svg.ts';

class LadderExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['ladders'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const ladders = JSON.parse(json) as Readonly<Record<string, LadderData>>;
		this.addEventListener('input', () => this.#draw(ladders));
		// A browser may bring controls back where they stood before a reload.
		this.#draw(ladders);
	}

	#draw(ladders: Readonly<Record<string, LadderData>>): void {
		const length = this.querySelector<HTMLSelectElement>('[name="length"]')?.value ?? '';
		const slider = this.querySelector<HTMLInputElement>('[name="seeds"]');
		const output = slider?.closest('label')?.querySelector('output');
		const data = ladders[length];
		const [chart, text] = ['[data-chart]', '[data-text]'].map((selector) => this.querySelector(selector));
		if (data === undefined || !slider || !chart || !text) return;
		if (output) output.textContent = slider.value;
		const state = { length, seeds: Number(slider.value) };
		chart.innerHTML = ladderSvg(state, data);
		const words = ladderText(state, data);
		if (text.innerHTML !== words) text.innerHTML = words;
	}
}

customElements.define('ladder-explorer', LadderExplorer);
