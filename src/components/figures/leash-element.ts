/** Redraws the figure of lesson 5.3 when another leash, seed or point is chosen. */
import { type LeashRun, type LeashState, leashSvg, leashText } from './leash.ts';

class LeashExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['runs'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const runs = JSON.parse(json) as LeashRun[];
		for (const button of this.#buttons()) {
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(runs);
			});
		}
		this.addEventListener('input', () => this.#draw(runs));
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-beta]');
	}

	#state(): LeashState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true')?.dataset['beta'];
		const seed = Number(this.querySelector<HTMLSelectElement>('[data-seed]')?.value ?? 1);
		const at = Number(this.querySelector<HTMLInputElement>('[data-at]')?.value ?? 0);
		return { beta: Number(pressed ?? 0), seed, at };
	}

	#draw(runs: readonly LeashRun[]): void {
		const state = this.#state();
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = leashSvg(runs, state);
		if (text) text.innerHTML = leashText(runs, state);
	}
}

customElements.define('leash-explorer', LeashExplorer);
