/** Brings pointer and keys to the drawing of a step in a lesson. */
import { bindKernelExplorer } from '#islands/kernel-explorer.ts';

class WhereTimeGoes extends HTMLElement {
	connectedCallback(): void {
		bindKernelExplorer(this);
	}
}

customElements.define('where-time-goes', WhereTimeGoes);
