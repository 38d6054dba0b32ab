/** Redraws the curves when another run, or another measure, is chosen. */
import { CURVE_KEYS, type CurvesState, curvesSvg, curvesText, type RunCurves } from './grpo-curves.ts';

class GrpoCurves extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['curves'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const curves = JSON.parse(json) as RunCurves[];
		for (const button of this.#buttons()) {
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(curves);
			});
		}
		this.addEventListener('change', () => this.#draw(curves));
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-key]');
	}

	#state(): CurvesState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true')?.dataset['key'];
		const key = CURVE_KEYS.find(([each]) => each === pressed)?.[0] ?? 'heldOut';
		return { run: this.querySelector<HTMLSelectElement>('[data-run]')?.value ?? '', key };
	}

	#draw(curves: readonly RunCurves[]): void {
		const state = this.#state();
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = curvesSvg(curves, state);
		if (text) text.innerHTML = curvesText(curves, state);
	}
}

customElements.define('grpo-curves', GrpoCurves);
