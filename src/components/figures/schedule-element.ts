/** Redraws the schedule when a slider moves, from the curves that came with the page. */
import { type Curves, scheduleSvg, scheduleText } from './schedule-svg.ts';

class ScheduleExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['curves'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const curves = JSON.parse(json) as Curves;
		this.addEventListener('input', () => this.#draw(curves));
		// A browser may bring sliders back where they stood before a reload.
		this.#draw(curves);
	}

	#read(name: string): number {
		const input = this.querySelector<HTMLInputElement>(`[name="${name}"]`);
		const output = input?.closest('label')?.querySelector('output');
		if (input && output) output.textContent = input.value;
		return Number(input?.value);
	}

	#draw(curves: Curves): void {
		const setting = { peak: this.#read('peak'), warmup: this.#read('warmup'), floor: this.#read('floor'), norm: this.#read('norm') };
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = scheduleSvg(setting, curves);
		const words = scheduleText(setting, curves);
		if (text && text.innerHTML !== words) text.innerHTML = words;
	}
}

customElements.define('schedule-explorer', ScheduleExplorer);
