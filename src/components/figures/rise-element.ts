/** Redraws the rise when another run, or another part of it, is chosen. */
import { type RiseRun, type RiseState, riseSvg, riseText } from './rise-svg.ts';

class RiseExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['runs'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const runs = JSON.parse(json) as RiseRun[];
		this.addEventListener('change', () => this.#draw(runs));
		// A browser may bring controls back where they stood before a reload.
		this.#draw(runs);
	}

	#draw(runs: readonly RiseRun[]): void {
		const read = (name: string): string => this.querySelector<HTMLSelectElement>(`[name="${name}"]`)?.value ?? '';
		const state: RiseState = { run: read('run'), seen: read('seen') === 'half' ? 'half' : 'all' };
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = riseSvg(runs, state);
		const words = riseText(runs, state);
		if (text && text.innerHTML !== words) text.innerHTML = words;
	}
}

customElements.define('rise-explorer', RiseExplorer);
