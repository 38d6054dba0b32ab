/** The behaviour of <predict-question>: one answer, one verdict, and a plain sentence for every way that asking can fail. */
import { ownHeaders } from '#islands/api.ts';

interface Reply {
	readonly correct: boolean;
	readonly explanation: string;
}

class PredictQuestion extends HTMLElement {
	connectedCallback(): void {
		const form = this.querySelector('form');
		if (!form) return;
		// Here the sentence below the choices says it, in words of ours and to screen readers.
		form.noValidate = true;
		form.addEventListener('submit', (event) => {
			event.preventDefault();
			void this.#commit(form);
		});
	}

	async #commit(form: HTMLFormElement): Promise<void> {
		if (this.dataset['committed'] !== undefined || this.dataset['busy'] !== undefined) return;
		const chosen = form.querySelector<HTMLInputElement>('input:checked');
		if (!chosen) return this.#say('fail', 'Choose an answer first.', '');
		this.dataset['busy'] = '';
		try {
			const reply = await this.#ask(chosen.value);
			this.#freeze(form, chosen);
			this.#say(reply.correct ? 'pass' : 'warn', reply.correct ? 'Right.' : 'Not this one.', reply.explanation);
		} catch (error) {
			this.#say('fail', 'Not graded.', error instanceof Error ? error.message : 'Try again.');
		}
		delete this.dataset['busy'];
	}

	/** What holds the keyboard's focus, the button or the chosen answer, stays where it is. */
	#freeze(form: HTMLFormElement, chosen: HTMLInputElement): void {
		this.dataset['committed'] = '';
		for (const input of form.querySelectorAll<HTMLInputElement>('input[type=radio]')) input.disabled = input !== chosen;
		const button = form.querySelector('button');
		button?.setAttribute('aria-disabled', 'true');
		if (button) button.textContent = 'Committed';
	}

	async #ask(answer: string): Promise<Reply> {
		const { lesson, question, variant } = this.dataset;
		const response = await fetch('/api/predictions', {
			method: 'POST',
			headers: { ...ownHeaders(), 'content-type': 'application/json' },
			body: JSON.stringify({ lesson, question, variant: Number(variant), answer }),
		}).catch(() => {
			throw new Error('The server did not answer. Your choice is still marked: try again when the connection is back.');
		});
		const body: unknown = await response.json().catch(() => null);
		if (response.ok && isReply(body)) return body;
		throw new Error(isMessage(body) ? body.message : 'That is our fault. Try again in a moment.');
	}

	#say(tone: 'pass' | 'warn' | 'fail', head: string, text: string): void {
		const target = this.querySelector('[data-answer]');
		const line = document.createElement('p');
		const strong = document.createElement('strong');
		strong.className = tone;
		strong.textContent = head;
		line.append(strong, ` ${text}`);
		target?.replaceChildren(line);
	}
}

function isReply(body: unknown): body is Reply {
	return typeof body === 'object' && body !== null && 'correct' in body && 'explanation' in body && typeof body.explanation === 'string';
}

function isMessage(body: unknown): body is { message: string } {
	return typeof body === 'object' && body !== null && 'message' in body && typeof body.message === 'string';
}

customElements.define('predict-question', PredictQuestion);
