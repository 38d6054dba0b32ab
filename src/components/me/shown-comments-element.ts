/** The list of comments on My work: what of it comes into view counts as read. */
import { markShown } from '#islands/mark-shown.ts';

class ShownComments extends HTMLElement {
	#end = () => {};

	connectedCallback(): void {
		this.#end = markShown(this);
	}

	disconnectedCallback(): void {
		this.#end();
	}
}

customElements.define('shown-comments', ShownComments);
