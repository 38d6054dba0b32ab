/** The behaviour of <predict-question>: one answer, one verdict, and a plain sentence for every way that asking can fail. */

interface Reply {
	readonly correct: boolean;
	readonly explanation: string;
}

class PredictQuestion extends HTMLElement {
	connectedCallback(): void {
		this.querySelector('form')?.addEventListener('submit', (event) => {
			event.preventDefault();
			void this.#commit(event.currentTarget instanceof HTMLFormElement ? event.currentTarget : undefined);
		});
	}

	async #commit(form: HTMLFormElement | undefined): Promise<void> {
		const chosen = form?.querySelector<HTMLInputElement>('input:checked');
		if (!form || !chosen) return this.#say('fail', 'Choose an answer first.', '');
		const button = form.querySelector('button');
		if (button) button.disabled = true;
		try {
			const reply = await this.#ask(chosen.value);
			this.#say(reply.correct ? 'pass' : 'warn', reply.correct ? 'Right.' : 'Not this one.', reply.explanation);
			for (const input of form.querySelectorAll('input')) input.disabled = true;
		} catch (error) {
			this.#say('fail', 'Not graded.', error instanceof Error ? error.message : 'Try again.');
			if (button) button.disabled = false;
		}
	}

	async #ask(answer: string): Promise<Reply> {
		const { lesson, question, variant } = this.dataset;
		const response = await fetch('/api/predictions', {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
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
