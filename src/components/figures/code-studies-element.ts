/** Redraws the figure of the studies when another quantity is chosen. */
import { isQuantity, studiesSvg, studiesText } from './code-studies.ts';

class CodeStudies extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('change', (event) => {
			if (event.target instanceof HTMLInputElement && isQuantity(event.target.value)) this.#draw(event.target.value);
		});
	}

	#draw(quantity: Parameters<typeof studiesSvg>[0]): void {
		const [chart, text] = [this.querySelector('[data-chart]'), this.querySelector('[data-text]')];
		if (chart) chart.innerHTML = studiesSvg(quantity);
		if (text) text.innerHTML = studiesText(quantity);
	}
}

customElements.define('code-studies', CodeStudies);
