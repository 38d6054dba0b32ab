/** Redraws the attention figure when a control changes. */
import type { LastWord, MaskPlace, MaskState } from './attention-mask.ts';
import { maskSvg, maskText } from './attention-mask-svg.ts';

const PLACES: Readonly<Record<string, MaskPlace>> = { none: 'none', after: 'after', before: 'before' };

class AttentionMask extends HTMLElement {
	connectedCallback(): void {
		for (const button of this.#buttons()) {
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw();
			});
		}
		this.addEventListener('change', () => this.#draw());
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-place]');
	}

	#state(): MaskState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true');
		const last: LastWord = this.querySelector<HTMLSelectElement>('[data-last]')?.value === 'fox' ? 'fox' : 'it';
		const row = Number(this.querySelector<HTMLSelectElement>('[data-row]')?.value ?? 5);
		return { place: PLACES[pressed?.dataset['place'] ?? ''] ?? 'after', last, row };
	}

	#draw(): void {
		const state = this.#state();
		const map = this.querySelector('[data-map]');
		const text = this.querySelector('[data-text]');
		if (map) map.innerHTML = maskSvg(state);
		if (text) text.innerHTML = maskText(state);
	}
}

customElements.define('attention-mask', AttentionMask);
