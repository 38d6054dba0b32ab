/** Redraws the surprise figure when a reader or a word is chosen. */
import { READERS, type ReaderId, type SurpriseStory } from './surprise.ts';
import { guessHtml, START_STATE, type SurpriseState, storyHtml, totalHtml } from './surprise-html.ts';

class SurpriseFigure extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['story'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const story = JSON.parse(json) as SurpriseStory;
		for (const button of this.#buttons())
			button.addEventListener('click', () => {
				for (const each of this.#buttons()) each.setAttribute('aria-pressed', String(each === button));
				this.#draw(story);
			});
		this.addEventListener('input', () => this.#draw(story));
		this.querySelector('[data-words]')?.addEventListener('click', (event) => this.#choose(event, story));
		// A browser may bring the slider back where it stood before a reload.
		this.#draw(story);
	}

	#buttons(): NodeListOf<HTMLElement> {
		return this.querySelectorAll<HTMLElement>('[data-reader]');
	}

	#slider(): HTMLInputElement | null {
		return this.querySelector<HTMLInputElement>('input[type="range"]');
	}

	/** A click on a word moves the slider there: the slider is what the keyboard uses. */
	#choose(event: Event, story: SurpriseStory): void {
		const at = event.target instanceof HTMLElement ? Number(event.target.dataset['at'] ?? 0) : 0;
		const slider = this.#slider();
		if (at < 1 || slider === null) return;
		slider.value = String(at);
		this.#draw(story);
	}

	#state(): SurpriseState {
		const pressed = [...this.#buttons()].find((button) => button.getAttribute('aria-pressed') === 'true');
		const reader: ReaderId = READERS.find((id) => id === pressed?.dataset['reader']) ?? START_STATE.reader;
		return { reader, place: Number(this.#slider()?.value ?? START_STATE.place) };
	}

	#draw(story: SurpriseStory): void {
		const state = this.#state();
		const slider = this.#slider();
		const output = slider?.closest('label')?.querySelector('output');
		if (output) output.textContent = story.words[state.place] ?? '';
		slider?.setAttribute('aria-valuetext', story.words[state.place] ?? '');
		this.#write('[data-words]', storyHtml(story, state));
		this.#write('[data-guess]', guessHtml(story, state));
		this.#write('[data-total]', totalHtml(story, state.reader));
	}

	#write(selector: string, html: string): void {
		const element = this.querySelector(selector);
		if (element && element.innerHTML !== html) element.innerHTML = html;
	}
}

customElements.define('surprise-figure', SurpriseFigure);
