/** Redraws the schedule when a slider moves. */
import { START, scheduleSvg, scheduleText } from './learning-rate.ts';

class ScheduleExplorer extends HTMLElement {
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
		const schedule = { peak: this.#read('peak'), warmup: this.#read('warmup'), total: START.total, floor: this.#read('floor') };
		const norm = this.#read('norm');
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = scheduleSvg(schedule);
		if (text) text.innerHTML = scheduleText(schedule, norm);
	}
}

customElements.define('schedule-explorer', ScheduleExplorer);
