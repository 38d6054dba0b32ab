/** Lets a reader change an architecture: choices become a shape, the shape becomes numbers and a drawing whose parts move to their new place. */
import { CHANGES, nextChange } from './architecture-changes.ts';
import { type DifferState, differHead, differRows, differText, START, shapesOf } from './architecture-html.ts';
import { diagramSvg, diagramText, drawingHeight, WIDTH } from './architecture-svg.ts';

const SVG = 'http://www.w3.org/2000/svg';

class ArchitectureDiffer extends HTMLElement {
	#state: DifferState = START;

	connectedCallback(): void {
		this.addEventListener('input', (event) => this.#change(event.target));
		this.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest('button') : null;
			if (button?.dataset['next'] !== undefined) this.#takeNext();
			if (button?.dataset['reset'] !== undefined) this.#set({ choices: {} });
		});
		// A browser may bring choices back where they stood before a reload.
		this.#set({ base: this.#select('base')?.value ?? START.base, beside: this.#select('beside')?.value ?? START.beside, choices: {} });
	}

	#select(name: string): HTMLSelectElement | null {
		return this.querySelector<HTMLSelectElement>(`select[name="${name}"]`);
	}

	#change(target: EventTarget | null): void {
		if (target instanceof HTMLInputElement) this.#set({ power: Number(target.value) });
		if (!(target instanceof HTMLSelectElement)) return;
		if (target.name === 'base') this.#set({ base: target.value, choices: {} });
		else if (target.name === 'beside') this.#set({ beside: target.value });
		else this.#set({ choices: { ...this.#state.choices, [target.name]: target.value } });
	}

	#takeNext(): void {
		const { yours, beside } = shapesOf(this.#state);
		const next = nextChange(yours, beside.shape);
		if (next) this.#set({ choices: { ...this.#state.choices, [next.change.id]: next.option } });
	}

	#set(part: Partial<DifferState>): void {
		this.#state = { ...this.#state, ...part };
		const { base, beside, yours } = shapesOf(this.#state);
		for (const change of CHANGES) {
			const select = this.#select(change.id);
			if (select) select.value = change.read(yours);
			select?.closest('label')?.classList.toggle('is-changed', change.read(yours) !== change.read(base.shape));
		}
		this.querySelector('[data-next]')?.setAttribute('aria-disabled', String(nextChange(yours, beside.shape) === null));
		this.#write('[data-head]', differHead(this.#state));
		this.#write('[data-rows]', differRows(this.#state));
		this.#write('[data-text]', differText(this.#state));
		this.#write('[data-name="beside"]', beside.name);
		this.#write('[data-name="yours"]', `${base.name}, with your changes`);
		this.#write('output', (2 ** this.#state.power).toLocaleString('en-GB'));
		const twin = this.closest('figure')?.querySelector('[data-twin]');
		if (twin) twin.textContent = `Yours: ${diagramText(yours)} ${beside.name}: ${diagramText(beside.shape)}`;
		const viewBox = `0 0 ${WIDTH} ${drawingHeight(yours, beside.shape)}`;
		for (const drawing of this.querySelectorAll('[data-drawing]')) drawing.setAttribute('viewBox', viewBox);
		morph(this.querySelector('[data-drawing="yours"]'), diagramSvg(yours, base.shape));
		morph(this.querySelector('[data-drawing="beside"]'), diagramSvg(beside.shape, yours));
	}

	#write(selector: string, html: string): void {
		const target = this.querySelector(selector);
		if (target && target.innerHTML !== html) target.innerHTML = html;
	}
}

/** Parts that stay keep their element, so that they slide; new ones appear, old ones go. */
function morph(drawing: Element | null, html: string): void {
	if (!drawing) return;
	const fresh = document.createElementNS(SVG, 'g');
	fresh.innerHTML = html;
	const kept = new Map([...drawing.children].map((part) => [part.getAttribute('data-key'), part]));
	for (const part of [...fresh.children]) {
		const old = kept.get(part.getAttribute('data-key'));
		kept.delete(part.getAttribute('data-key'));
		if (!old) {
			part.classList.add('is-new');
			drawing.append(part);
			continue;
		}
		old.setAttribute('class', part.getAttribute('class') ?? '');
		if (old.innerHTML !== part.innerHTML) old.innerHTML = part.innerHTML;
		if (old instanceof SVGElement && part instanceof SVGElement) old.style.transform = part.style.transform;
	}
	for (const gone of kept.values()) gone.remove();
}

customElements.define('architecture-differ', ArchitectureDiffer);
