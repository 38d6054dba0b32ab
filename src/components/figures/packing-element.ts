/** Redraws the packing figure when the mask or the place changes. */
import type { PackingState } from './packing.ts';
import { packingSvg, packingText } from './packing-svg.ts';

class PackingExplorer extends HTMLElement {
	connectedCallback(): void {
		for (const button of this.#buttons()) {
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw();
			});
		}
		this.addEventListener('input', () => this.#draw());
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-sight]');
	}

	#state(): PackingState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true')?.dataset['sight'];
		const at = Number(this.querySelector<HTMLInputElement>('[data-at]')?.value ?? 0);
		return { sight: pressed === 'all' ? 'all' : 'own', at };
	}

	#draw(): void {
		const state = this.#state();
		const map = this.querySelector('[data-map]');
		const text = this.querySelector('[data-text]');
		if (map) map.innerHTML = packingSvg(state);
		if (text) text.innerHTML = packingText(state);
	}
}

customElements.define('packing-explorer', PackingExplorer);
