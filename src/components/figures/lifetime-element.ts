/** Recomputes the lifetime figure when the demand, the quality or an assumption changes. */
import { type LifetimeState, lifetimeRows, lifetimeSvg, lifetimeText, START } from './lifetime-cost-html.ts';
import { short } from './training-cost.ts';

/** Sliders that stand for a power of ten say the number, not the power. */
const POWERS = new Set(['served', 'size']);

class LifetimeExplorer extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('input', () => this.#draw());
		// A browser may bring sliders back where they stood before a reload.
		this.#draw();
	}

	#read(name: Exclude<keyof LifetimeState, 'law'>): number {
		const input = this.querySelector<HTMLInputElement>(`[name="${name}"]`);
		const value = Number(input?.value ?? START[name]);
		const output = input?.closest('label')?.querySelector('output');
		const words = POWERS.has(name) ? short(10 ** value) : String(value);
		if (output) output.textContent = words;
		if (POWERS.has(name)) input?.setAttribute('aria-valuetext', words);
		return value;
	}

	#draw(): void {
		const state: LifetimeState = {
			served: this.#read('served'),
			size: this.#read('size'),
			utilisation: this.#read('utilisation'),
			servingUtilisation: this.#read('servingUtilisation'),
			price: this.#read('price'),
			law: this.querySelector<HTMLSelectElement>('[name="law"]')?.value ?? START.law,
		};
		this.#write('[data-chart]', lifetimeSvg(state));
		this.#write('[data-rows]', lifetimeRows(state));
		this.#write('[data-text]', lifetimeText(state));
	}

	#write(selector: string, html: string): void {
		const target = this.querySelector(selector);
		if (target && target.innerHTML !== html) target.innerHTML = html;
	}
}

customElements.define('lifetime-explorer', LifetimeExplorer);
