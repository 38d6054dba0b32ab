/** Redraws the load map when another start, method or seed is chosen. */
import { type BalanceRun, balanceSvg, balanceText, findRun } from './balance-map.ts';

class BalanceFigure extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['runs'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const runs = JSON.parse(json) as BalanceRun[];
		for (const button of this.querySelectorAll<HTMLElement>('button[aria-pressed]')) {
			button.addEventListener('click', () => {
				for (const each of button.parentElement?.querySelectorAll('button') ?? [])
					each.setAttribute('aria-pressed', String(each === button));
				this.#draw(runs);
			});
		}
		this.addEventListener('change', () => this.#draw(runs));
		this.#draw(runs);
	}

	#pressed(name: string): string {
		return this.querySelector<HTMLElement>(`[data-${name}][aria-pressed="true"]`)?.dataset[name] ?? '';
	}

	#draw(runs: readonly BalanceRun[]): void {
		const seed = Number(this.querySelector<HTMLSelectElement>('[data-seed]')?.value ?? 1);
		const run = findRun(runs, { start: this.#pressed('start'), method: this.#pressed('method'), seed });
		const map = this.querySelector('[data-map]');
		const text = this.querySelector('[data-text]');
		if (map) map.innerHTML = balanceSvg(run);
		const words = balanceText(run);
		if (text && text.innerHTML !== words) text.innerHTML = words;
	}
}

customElements.define('balance-figure', BalanceFigure);
