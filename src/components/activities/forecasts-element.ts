/** The ledger in the page: numbers are written down, kept in this browser, settled later, given out and taken in as a file. */
import { saveFile } from '#islands/save-file.ts';
import { KNOWN } from './forecast-questions.ts';
import { addOwn, type Ledger, ledgerFile, readLedger, removeOwn, settle, writeDown } from './forecasts.ts';
import { calibrationSvg, knownHtml, openHtml, summaryText } from './forecasts-html.ts';
import { openPrivateStore } from './private-store.ts';
import { isSecondPress } from './second-press.ts';

const today = () => new Date().toLocaleDateString('en-CA');

class ForecastLedger extends HTMLElement {
	readonly #store = openPrivateStore('timelines');
	#ledger: Ledger = [];

	connectedCallback(): void {
		this.#ledger = readLedger(this.#store.read()) ?? [];
		this.addEventListener('input', ({ target }) => {
			const output = target instanceof HTMLInputElement ? target.closest('.row, .field')?.querySelector('output') : null;
			if (output && target instanceof HTMLInputElement) output.textContent = target.value;
		});
		this.addEventListener('click', ({ target }) => {
			const button = target instanceof Element ? target.closest('button') : null;
			if (button) this.#press(button);
		});
		this.addEventListener('change', ({ target }) => {
			if (target instanceof HTMLInputElement && target.type === 'file') void this.#take(target);
		});
		this.#draw();
	}

	#press(button: HTMLButtonElement): void {
		const { write, settle: id, remove, outcome } = button.dataset;
		if (write !== undefined) this.#write(write);
		else if (id !== undefined)
			this.#change(
				settle(this.#ledger, id, outcome === 'open' ? null : outcome === 'yes'),
				`[data-settle="${id}"][data-outcome="${outcome}"]`,
			);
		else if (remove !== undefined) this.#change(removeOwn(this.#ledger, remove), '[name="own-text"]');
		else if (button.dataset['add'] !== undefined) this.#addOwn();
		else if (button.dataset['save'] !== undefined)
			saveFile(`gradus-forecasts-${today()}.json`, JSON.stringify(ledgerFile(this.#ledger), null, '\t'), 'application/json');
		else if (button.dataset['delete'] !== undefined) this.#delete(button);
	}

	#number(selector: string): number {
		return Number(this.querySelector<HTMLInputElement>(selector)?.value ?? 50);
	}

	#write(id: string): void {
		const written = writeDown(this.#ledger, id, this.#number(`#p-${id}`), today());
		const known = KNOWN.find((statement) => statement.id === id);
		const firstSlider = '[data-known] input[type=range], [data-open] input[type=range]';
		this.#change(known ? settle(written, id, known.isTrue) : written, known ? firstSlider : `#p-${id}`);
	}

	#addOwn(): void {
		const text = this.querySelector<HTMLTextAreaElement>('[name="own-text"]');
		const by = this.querySelector<HTMLInputElement>('[name="own-by"]');
		const grown = addOwn(this.#ledger, { text: text?.value ?? '', by: by?.value ?? '' }, this.#number('[name="own-p"]'), today());
		if (grown === this.#ledger) {
			this.#say('A question of your own needs a text and a day.');
			return;
		}
		if (text) text.value = '';
		this.#change(grown, '[name="own-text"]');
	}

	async #take(input: HTMLInputElement): Promise<void> {
		const text = (await input.files?.[0]?.text()) ?? '';
		input.value = '';
		let read: Ledger | null = null;
		try {
			read = readLedger(JSON.parse(text));
		} catch {
			// Not JSON at all: said below.
		}
		if (!read) return this.#say('This is no file of forecasts. Nothing was changed.');
		this.#change(read, null);
		this.#say(`${read.length} forecasts taken from the file. They replace those that were here.`);
	}

	#delete(button: HTMLButtonElement): void {
		if (!isSecondPress(button)) return;
		this.#ledger = [];
		this.#store.clear();
		this.#draw();
		this.#say('Deleted from this browser.');
	}

	/** `focus`: what takes the keyboard's focus when the pressed button is gone. */
	#change(ledger: Ledger, focus: string | null): void {
		this.#ledger = ledger;
		const isKept = this.#store.write(ledgerFile(ledger));
		this.#draw();
		if (focus !== null) this.querySelector<HTMLElement>(focus)?.focus();
		this.#say(isKept ? 'Kept in this browser.' : 'This browser keeps nothing. Save the forecasts as a file before you leave.');
	}

	#draw(): void {
		const parts = { known: knownHtml(this.#ledger), open: openHtml(this.#ledger), calibration: calibrationSvg(this.#ledger) };
		for (const [name, html] of Object.entries(parts)) {
			const target = this.querySelector(`[data-${name}]`);
			if (target) target.innerHTML = html;
		}
		const text = summaryText(this.#ledger);
		for (const target of this.querySelectorAll('[data-summary]')) target.textContent = text;
	}

	#say(text: string): void {
		const target = this.querySelector('[data-said]');
		if (target) target.textContent = text;
	}
}

customElements.define('forecast-ledger', ForecastLedger);
