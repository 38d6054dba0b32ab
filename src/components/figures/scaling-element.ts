/** Redraws the family of runs when another seed or another way to fit is chosen. */
import { type FamilyData, familySvg, familyText } from './scaling-svg.ts';

class ScalingExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['families'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const families = JSON.parse(json) as Readonly<Record<string, FamilyData>>;
		this.addEventListener('change', () => this.#draw(families));
		// A browser may bring controls back where they stood before a reload.
		this.#draw(families);
	}

	#draw(families: Readonly<Record<string, FamilyData>>): void {
		const read = (name: string): string => this.querySelector<HTMLSelectElement>(`[name="${name}"]`)?.value ?? '';
		const state = { seed: Number(read('seed')), way: read('way') };
		const data = families[read('seed')];
		const [chart, text] = ['[data-chart]', '[data-text]'].map((selector) => this.querySelector(selector));
		if (data === undefined || !chart || !text) return;
		chart.innerHTML = familySvg(state, data);
		const words = familyText(state, data);
		if (text.innerHTML !== words) text.innerHTML = words;
	}
}

customElements.define('scaling-explorer', ScalingExplorer);
