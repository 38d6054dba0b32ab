/** Brings pointer and focus to a map: the lines of the node that is pointed at stand out. The map says the same without it. */

class GraphMap extends HTMLElement {
	connectedCallback(): void {
		for (const type of ['pointerover', 'focusin']) this.addEventListener(type, ({ target }) => this.#show(target));
		for (const type of ['pointerleave', 'focusout']) this.addEventListener(type, () => this.#show(null));
	}

	#show(target: EventTarget | null): void {
		const id = target instanceof Element ? target.closest<HTMLElement>('[data-id]')?.dataset['id'] : undefined;
		for (const line of this.querySelectorAll<SVGPathElement>('path')) {
			const { from, to } = line.dataset;
			line.classList.toggle('on', id !== undefined && (from === id || to === id));
		}
	}
}

customElements.define('graph-map', GraphMap);
