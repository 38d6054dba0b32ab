/**
 * Opens a cell of the gradebook in a dialog instead of on its own page: the same page is fetched and its panel shown, its form sent from
 * there, and the row of the grid made anew. Without script the cell's page does all of it.
 */
import type { GridOpen, LearnerGrid } from '#components/grid/learner-grid-element.ts';
import type { GridRow } from '#contract/grid.ts';

const NO_CELL = 'The server has no such cell for you now: you may be signed out, or the learner has left the cohort.';

class GradebookCells extends HTMLElement {
	/** How often something was asked, or put away: an answer is shown only while it is to the newest question. */
	#turn = 0;

	connectedCallback(): void {
		this.addEventListener('grid-open', (event) => {
			// Dispatched by learner-grid-element.ts.
			const { columnId, href } = (event as CustomEvent<GridOpen>).detail;
			if (columnId === null) return;
			event.preventDefault();
			void this.#show(href);
		});
		const { dialog } = this.#parts();
		dialog.addEventListener('close', () => {
			this.#turn += 1;
			this.#grid()?.focusCell();
		});
		dialog.querySelector('[data-close]')?.addEventListener('click', () => dialog.close());
		dialog.addEventListener('submit', (event) => {
			event.preventDefault();
			void this.#send(event.target as HTMLFormElement, event.submitter);
		});
		dialog.addEventListener('click', (event) => {
			const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-again]') : null;
			if (!link) return;
			event.preventDefault();
			void this.#show(link.href);
		});
	}

	#grid(): LearnerGrid | null {
		return this.querySelector('learner-grid');
	}

	#parts() {
		const dialog = this.querySelector('dialog');
		const panel = this.querySelector<HTMLElement>('[data-panel]');
		const problem = this.querySelector<HTMLElement>('[data-problem]');
		if (!dialog || !panel || !problem) throw new Error('gradebook-cells without its dialog.');
		return { dialog, panel, problem };
	}

	async #show(href: string): Promise<void> {
		const { dialog, panel, problem } = this.#parts();
		const turn = ++this.#turn;
		const isNew = !dialog.open;
		if (isNew) {
			panel.replaceChildren(Object.assign(document.createElement('p'), { className: 'body', textContent: 'Opening the cell…' }));
			dialog.showModal();
		}
		problem.hidden = true;
		const found = await ask(href);
		if (turn !== this.#turn) return;
		if (found instanceof Element) return this.#put(found);
		if (isNew) panel.replaceChildren();
		this.#tell(found === 'none' ? NO_CELL : 'The server did not answer.', href);
	}

	/** To the cell that the form is of, whatever was opened since; once, however often the button is pressed. */
	async #send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
		// Its buttons are called "action", so the property is one of them.
		const href = form.getAttribute('action') ?? '';
		if (form.ariaBusy === 'true') return;
		form.ariaBusy = 'true';
		const turn = ++this.#turn;
		this.#parts().problem.hidden = true;
		const body = new URLSearchParams([...new FormData(form, submitter)].map(([name, value]) => [name, String(value)]));
		const found = await ask(href, body);
		form.ariaBusy = null;
		if (turn !== this.#turn) return found instanceof Element ? this.#update(found) : undefined;
		if (found instanceof Element) return this.#put(found);
		const what = found === 'none' ? NO_CELL : 'No answer came, so it is not known whether this was set.';
		this.#tell(`${what} What you typed is still here.`, href);
	}

	#put(found: Element): void {
		this.#parts().panel.replaceChildren(found);
		this.#update(found);
		found.querySelector<HTMLElement>('[role="alert"], [data-title]')?.focus();
	}

	/** The row of the grid. */
	#update(found: Element): void {
		const row = found.querySelector('script[data-row]')?.textContent;
		// Written by CellPanel.astro of this server.
		if (row) this.#grid()?.replaceRow(JSON.parse(row) as GridRow);
	}

	#tell(what: string, href: string): void {
		const { problem } = this.#parts();
		const link = Object.assign(document.createElement('a'), { href, textContent: 'Open the cell again' });
		link.dataset['again'] = '';
		problem.replaceChildren(`${what} `, link, ' to see what holds.');
		problem.hidden = false;
	}
}

/** The panel of the answer; `none` where it holds no cell; null where none came, or the server failed. */
async function ask(href: string, body?: URLSearchParams): Promise<Element | 'none' | null> {
	try {
		const response = await fetch(href, body === undefined ? {} : { method: 'POST', body });
		const page = new DOMParser().parseFromString(await response.text(), 'text/html');
		return page.querySelector('.cell-panel') ?? (response.status < 500 ? 'none' : null);
	} catch {
		return null;
	}
}

customElements.define('gradebook-cells', GradebookCells);
