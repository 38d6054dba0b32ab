/** Keeps the answers of lesson 8.2 in this browser while they are written, gives them out as a file, and deletes them when asked twice. */
import { saveFile } from '#islands/save-file.ts';
import { openPrivateStore } from './private-store.ts';
import { type Answers, answersText, readAnswers } from './reflection.ts';
import { isSecondPress } from './second-press.ts';

const WAIT_MS = 400;

class PrivateReflection extends HTMLElement {
	readonly #store = openPrivateStore('people');
	#timer: ReturnType<typeof setTimeout> | undefined;

	connectedCallback(): void {
		const kept = readAnswers(this.#store.read());
		for (const field of this.#fields()) field.value = kept[field.name] ?? field.value;
		if (Object.keys(kept).length > 0) this.#say('Kept in this browser from an earlier visit.');
		this.addEventListener('input', () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#keep(), WAIT_MS);
		});
		// A text that is left within the wait must not be lost.
		addEventListener('pagehide', () => this.#timer !== undefined && this.#keep());
		this.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest('button') : null;
			if (button?.dataset['save'] !== undefined) this.#save();
			if (button?.dataset['delete'] !== undefined) this.#delete(button);
		});
	}

	#fields(): HTMLTextAreaElement[] {
		return [...this.querySelectorAll('textarea')];
	}

	#answers(): Answers {
		return Object.fromEntries(this.#fields().map((field) => [field.name, field.value]));
	}

	#keep(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		const time = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
		const isKept = this.#store.write(this.#answers());
		this.#say(isKept ? `Kept in this browser at ${time}.` : 'This browser keeps nothing. Save the text as a file before you leave.');
	}

	#save(): void {
		const day = new Date().toLocaleDateString('en-CA');
		saveFile(`gradus-8.2-${day}.md`, answersText(this.#answers(), day), 'text/markdown');
	}

	#delete(button: HTMLButtonElement): void {
		if (!isSecondPress(button)) return;
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#store.clear();
		for (const field of this.#fields()) field.value = '';
		this.#say('Deleted from this browser.');
	}

	#say(text: string): void {
		const target = this.querySelector('[data-said]');
		if (target) target.textContent = text;
	}
}

customElements.define('private-reflection', PrivateReflection);
