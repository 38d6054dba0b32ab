/** Recomputes the cost figure when an assumption changes. */
import { costRows, costSvg } from './training-cost-html.ts';

class CostExplorer extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('input', () => this.#draw());
	}

	#read(name: string): number {
		const input = this.querySelector<HTMLInputElement>(`[name="${name}"]`);
		const output = input?.closest('label')?.querySelector('output');
		if (input && output) output.textContent = input.value;
		return Number(input?.value);
	}

	#draw(): void {
		const assumptions = { utilisation: this.#read('utilisation'), price: this.#read('price') };
		const chart = this.querySelector('[data-chart]');
		const rows = this.querySelector('[data-rows]');
		if (chart) chart.innerHTML = costSvg(assumptions);
		if (rows) rows.innerHTML = costRows(assumptions);
	}
}

customElements.define('cost-explorer', CostExplorer);
