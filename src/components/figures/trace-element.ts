/** Redraws the trace figure when a token, a format or a length is chosen. */
import { lastWork, type TraceState, traceHtml, traceText } from './trace-html.ts';
import { type TraceFormat, traceTokens } from './trace-rows.ts';

const FORMATS: Readonly<Record<string, TraceFormat>> = { direct: 'direct', bare: 'bare', copied: 'copied' };

class TraceExplorer extends HTMLElement {
	connectedCallback(): void {
		this.addEventListener('click', ({ target }) => {
			const button = target instanceof Element ? target.closest<HTMLElement>('button') : null;
			if (button?.dataset['format'] !== undefined) {
				for (const each of this.querySelectorAll('[data-format]')) each.setAttribute('aria-pressed', String(each === button));
				this.#drawLastWork();
			}
			if (button?.dataset['at'] !== undefined) this.#draw(Number(button.dataset['at']));
		});
		this.addEventListener('input', () => this.#drawLastWork());
	}

	#choice(): Pick<TraceState, 'format' | 'length'> {
		const pressed = this.querySelector<HTMLElement>('[data-format][aria-pressed="true"]')?.dataset['format'] ?? '';
		return { format: FORMATS[pressed] ?? 'copied', length: Number(this.querySelector<HTMLInputElement>('[data-length]')?.value ?? 3) };
	}

	#drawLastWork(): void {
		const { format, length } = this.#choice();
		this.#draw(lastWork(traceTokens(format, length)));
	}

	#draw(at: number): void {
		const state = { ...this.#choice(), at };
		const [row, text, count] = [this.querySelector('[data-row]'), this.querySelector('[data-text]'), this.querySelector('output')];
		const isInside = row?.contains(document.activeElement) ?? false;
		if (row) row.innerHTML = traceHtml(state);
		if (text) text.innerHTML = traceText(state);
		if (count) count.textContent = String(state.length);
		if (isInside) row?.querySelector<HTMLElement>(`[data-at="${at}"]`)?.focus();
	}
}

customElements.define('trace-explorer', TraceExplorer);
