/** Redraws the clocks of lesson 2.3 when a control changes. */
import { BASES, HANDS_START, type HandsState, withinText } from './rope-hands.ts';
import { clocksSvg, handsText, scoreSvg } from './rope-hands-svg.ts';

class RopeExplorer extends HTMLElement {
	connectedCallback(): void {
		for (const button of this.#buttons())
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw();
			});
		this.addEventListener('input', () => this.#draw());
		// A browser may bring sliders back where they stood before a reload.
		this.#draw();
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-base]');
	}

	#read(name: string): number {
		return Number(this.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value ?? 0);
	}

	#say(name: string, value: number): void {
		const output = this.querySelector(`[name="${name}"]`)?.closest('label')?.querySelector('output');
		if (output) output.textContent = String(value);
	}

	#state(): HandsState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true');
		const base = BASES.find((each) => String(each) === pressed?.dataset['base']) ?? HANDS_START.base;
		return withinText({ position: this.#read('position'), distance: this.#read('distance'), base });
	}

	#draw(): void {
		const state = this.#state();
		this.#say('position', state.position);
		this.#say('distance', state.distance);
		for (const [selector, html] of [
			['[data-clocks]', clocksSvg(state)],
			['[data-score]', scoreSvg(state)],
			['[data-text]', handsText(state)],
		] as const) {
			const element = this.querySelector(selector);
			if (element && element.innerHTML !== html) element.innerHTML = html;
		}
	}
}

customElements.define('rope-explorer', RopeExplorer);
