/** Shows one of several charts of a figure when its button is pressed. The charts come with the page as data. */
import { linePlotSvg, plotLegend } from './line-plot.ts';
import type { PlotChoice } from './plot-choice.ts';

class PlotChooser extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['choices'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const choices = JSON.parse(json) as PlotChoice[];
		const buttons = [...this.querySelectorAll<HTMLElement>('[data-choice]')];
		for (const button of buttons) {
			button.addEventListener('click', () => {
				for (const each of buttons) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(choices[Number(button.dataset['choice'])]);
			});
		}
	}

	#draw(choice: PlotChoice | undefined): void {
		if (choice === undefined) return;
		const put = (selector: string, html: string): void => {
			const part = this.querySelector(selector);
			if (part) part.innerHTML = html;
		};
		put('[data-chart]', linePlotSvg(choice.plot));
		put('[data-key]', plotLegend(choice.plot.series));
		put('[data-text]', `<p>${choice.text}</p>`);
	}
}

customElements.define('plot-chooser', PlotChooser);
