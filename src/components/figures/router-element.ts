/** Redraws the frontier of lesson 7.4 when the mix or the budget changes. */
import { linePlotSvg } from './line-plot.ts';
import { frontierOf, frontierPlot, frontierText, type Question } from './router-frontier.ts';

class RouterExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['questions'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const questions = JSON.parse(json) as Question[];
		this.addEventListener('input', () => this.#draw(questions));
	}

	#draw(questions: readonly Question[]): void {
		const [easy, budget, extra] = [...this.querySelectorAll('input')].map((input) => Number(input.value));
		const frontier = frontierOf(questions, (easy ?? 50) / 100, extra);
		const [chart, text, ...outputs] = [
			this.querySelector('[data-chart]'),
			this.querySelector('[data-text]'),
			...this.querySelectorAll('output'),
		];
		if (chart) chart.innerHTML = linePlotSvg(frontierPlot(frontier, budget ?? 10));
		if (text) text.innerHTML = frontierText(frontier, budget ?? 10);
		if (outputs[0]) outputs[0].textContent = `${easy} %`;
		if (outputs[1]) outputs[1].textContent = `${budget} tokens`;
		if (outputs[2]) outputs[2].textContent = `${extra} tokens`;
	}
}

customElements.define('router-explorer', RouterExplorer);
