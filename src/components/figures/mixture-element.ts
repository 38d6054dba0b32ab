/** Redraws the curves of the mixture and its twins against another axis. */
import { AXES, type Axis, mixtureSvg, mixtureText } from './mixture-curves.ts';
import type { MixtureCurve } from './mixture-measured.ts';

class MixtureCurves extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['curves'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const curves = JSON.parse(json) as MixtureCurve[];
		const buttons = this.querySelectorAll<HTMLElement>('[data-axis]');
		for (const button of buttons) {
			button.addEventListener('click', () => {
				for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(curves, AXES.find(([axis]) => axis === button.dataset['axis'])?.[0] ?? 'step');
			});
		}
	}

	#draw(curves: readonly MixtureCurve[], axis: Axis): void {
		const chart = this.querySelector('[data-chart]');
		const text = this.querySelector('[data-text]');
		if (chart) chart.innerHTML = mixtureSvg(curves, axis);
		if (text) text.innerHTML = mixtureText(curves, axis);
	}
}

customElements.define('mixture-curves', MixtureCurves);
