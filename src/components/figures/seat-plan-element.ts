/** Redraws words and seats when the moment, the number of choices or the number of seats changes. */
import { type RoutedToken, seatPlan } from './seat-plan.ts';
import { planText, seatsHtml, wordsHtml } from './seat-plan-html.ts';

interface Data {
	readonly experts: number;
	readonly pictures: readonly { readonly step: number; readonly tokens: readonly RoutedToken[] }[];
}

class SeatsExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['routing'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const data = JSON.parse(json) as Data;
		this.addEventListener('input', () => this.#draw(data));
		this.#draw(data);
	}

	#number(name: string): number {
		const field = this.querySelector<HTMLSelectElement | HTMLInputElement>(`[name="${name}"]`);
		const output = field?.closest('label')?.querySelector('output');
		if (field && output) output.textContent = field.value;
		return Number(field?.value ?? 1);
	}

	#draw({ experts, pictures }: Data): void {
		const tokens = pictures[this.#number('moment')]?.tokens ?? [];
		const choice = { k: this.#number('choices'), seats: this.#number('seats') };
		const put = (where: string, html: string): void => {
			const element = this.querySelector(where);
			if (element && element.innerHTML !== html) element.innerHTML = html;
		};
		put('[data-words]', wordsHtml(tokens, choice.k));
		put('[data-seats]', seatsHtml(seatPlan(tokens, experts, choice)));
		put('[data-text]', planText(tokens, experts, choice));
	}
}

customElements.define('seats-explorer', SeatsExplorer);
