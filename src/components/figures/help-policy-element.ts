/** Lets a reader make up evidence: buttons append to the story, one step back is always possible, the drawing and its text follow. */
import { ACTIONS, type HelpStory, NEW_STORY, readStory, tell } from './help-policy.ts';
import { policyHtml, policyText } from './help-policy-html.ts';

class HelpPolicy extends HTMLElement {
	#stories: HelpStory[] = [NEW_STORY];

	connectedCallback(): void {
		this.addEventListener('click', (event) => {
			const button = event.target instanceof Element ? event.target.closest('button') : null;
			if (button) this.#act(button);
		});
		this.#draw();
	}

	#act(button: HTMLButtonElement): void {
		const story = this.#stories.at(-1) ?? NEW_STORY;
		const action = ACTIONS.find((each) => each === button.dataset['action']);
		if (button.dataset['back'] !== undefined && this.#stories.length > 1) this.#stories.pop();
		else if (button.dataset['again'] !== undefined) this.#stories = [NEW_STORY];
		else if (action && readStory(story).possible.has(action)) this.#stories.push(tell(story, action));
		else return;
		this.#draw();
	}

	/** Buttons stay in place, so that the keyboard's focus does too. */
	#draw(): void {
		const story = this.#stories.at(-1) ?? NEW_STORY;
		const { possible } = readStory(story);
		for (const action of ACTIONS)
			this.querySelector(`[data-action="${action}"]`)?.setAttribute('aria-disabled', String(!possible.has(action)));
		this.querySelector('[data-back]')?.setAttribute('aria-disabled', String(this.#stories.length < 2));
		const state = this.querySelector('[data-state]');
		if (state) state.innerHTML = policyHtml(story);
		const said = this.querySelector('[data-said]');
		if (said) said.textContent = policyText(story);
		const twin = this.closest('figure')?.querySelector('[data-twin]');
		if (twin) twin.textContent = policyText(story);
	}
}

customElements.define('help-policy', HelpPolicy);
