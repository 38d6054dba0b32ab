/** Redraws the week of lesson 8.2 when a slider moves or a schedule is chosen. */
import { START, type Week, weekSvg, weekText } from './week.ts';

const NAMES = ['start', 'hours', 'days', 'sleep'] as const;

class WeekHours extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('input', () => this.#draw());
		this.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest('button') : null;
			if (button) this.#choose(button.dataset);
		});
		// A browser may bring sliders back where they stood before a reload.
		this.#draw();
	}

	#input(name: keyof Week): HTMLInputElement | null {
		return this.querySelector<HTMLInputElement>(`[name="${name}"]`);
	}

	#choose(schedule: DOMStringMap): void {
		for (const name of NAMES) {
			const input = this.#input(name);
			const value = schedule[name];
			if (input && value !== undefined) input.value = value;
		}
		this.#draw();
	}

	#draw(): void {
		const read = (name: keyof Week): number => {
			const input = this.#input(name);
			const output = input?.closest('label')?.querySelector('output');
			if (input && output) output.textContent = input.value;
			return Number(input?.value ?? START[name]);
		};
		const week: Week = { start: read('start'), hours: read('hours'), days: read('days'), sleep: read('sleep') };
		const chart = this.querySelector('[data-chart]');
		if (chart) chart.innerHTML = weekSvg(week);
		const text = this.querySelector('[data-text]');
		if (text) text.textContent = weekText(week);
	}
}

customElements.define('week-hours', WeekHours);
