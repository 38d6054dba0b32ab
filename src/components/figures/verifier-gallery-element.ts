/** Redraws the gallery when another rule is chosen. */
import { type Gallery, galleryHtml, galleryText } from './verifier-gallery-html.ts';

class VerifierGallery extends HTMLElement {
	connectedCallback(): void {
		const json = this.dataset['gallery'];
		if (json === undefined) return;
		// Written by our own server into this very page, from the type that is named here.
		const gallery = JSON.parse(json) as Gallery;
		this.addEventListener('change', () => {
			const rule = this.querySelector<HTMLSelectElement>('[data-rule]')?.value ?? '';
			const table = this.querySelector('[data-table]');
			const text = this.querySelector('[data-text]');
			if (table) table.innerHTML = galleryHtml(gallery, rule);
			if (text) text.innerHTML = galleryText(gallery, rule);
		});
	}
}

customElements.define('verifier-gallery', VerifierGallery);
