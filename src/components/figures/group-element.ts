/** Redraws the group when another one, or another way of counting, is chosen. */
import { type Counting, type GroupState, groupHtml, groupText, type SampleGroup } from './group-html.ts';

const COUNTING: Readonly<Record<string, Counting>> = { reward: 'reward', centred: 'centred', scaled: 'scaled' };

class GroupExplorer extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['groups'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const groups = JSON.parse(json) as SampleGroup[];
		for (const button of this.#buttons()) {
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(groups);
			});
		}
		this.addEventListener('change', () => this.#draw(groups));
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-counting]');
	}

	#state(): GroupState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true');
		const group = Number(this.querySelector<HTMLSelectElement>('[data-group]')?.value ?? 0);
		return { group, counting: COUNTING[pressed?.dataset['counting'] ?? ''] ?? 'scaled' };
	}

	#draw(groups: readonly SampleGroup[]): void {
		const state = this.#state();
		const table = this.querySelector('[data-table]');
		const text = this.querySelector('[data-text]');
		if (table) table.innerHTML = groupHtml(groups, state);
		if (text) text.innerHTML = groupText(groups, state);
	}
}

customElements.define('group-explorer', GroupExplorer);
