/** Redraws the figure of lesson 5.1 when another number of pairs or steps is chosen. */
import { type CalibrationLook, calibrationSvg, calibrationText } from './calibration.ts';

class CalibrationExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['looks'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const looks = JSON.parse(json) as CalibrationLook[];
		this.addEventListener('change', () => this.#draw(looks));
	}

	#number(name: string): number {
		return Number(this.querySelector<HTMLSelectElement>(`[data-${name}]`)?.value);
	}

	#draw(looks: readonly CalibrationLook[]): void {
		const state = { pairs: this.#number('pairs'), step: this.#number('step') };
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = calibrationSvg(looks, state);
		if (text) text.innerHTML = calibrationText(looks, state, Number(this.dataset['floor']));
	}
}

customElements.define('calibration-explorer', CalibrationExplorer);
