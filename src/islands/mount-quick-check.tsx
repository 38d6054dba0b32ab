/** Puts the quick form of a re-check into its page. */
import { render } from 'preact';
import type { QuickCheck } from '#contract/recheck.ts';
import { QuickCheckForm } from './quick-check-form.tsx';

export function mountQuickCheck(root: HTMLElement, check: QuickCheck): void {
	root.replaceChildren();
	render(<QuickCheckForm check={check} labId={root.dataset['quickCheck'] ?? ''} />, root);
}
