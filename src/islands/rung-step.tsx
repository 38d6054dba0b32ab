/** The step of rung 4 to be put in order from memory: its text is covered meanwhile, and a key away. Not evidence, and no further price. */
import type { Signal } from '@preact/signals';
import type { ParsonsCard } from '#contract/parsons.ts';
import type { LabStore } from './lab-store.ts';
import { ParsonsForm } from './parsons-form.tsx';

interface StepProps {
	readonly store: LabStore;
	readonly cards: readonly ParsonsCard[];
	readonly isCovered: Signal<boolean>;
}

export function RungStep({ store, cards, isCovered }: StepProps) {
	const cover = (to: boolean): void => {
		isCovered.value = to;
		requestAnimationFrame(() => document.getElementById('step-cover')?.focus());
	};
	return (
		<div class="stack tight">
			<p class="row">
				<button type="button" class="btn btn-s" id="step-cover" aria-expanded={isCovered.value} onClick={() => cover(!isCovered.value)}>
					{isCovered.value ? 'Show the step again' : 'Cover it and put its lines in order'}
				</button>
				{!isCovered.value && <span class="meta">{cards.length} lines, as often as you like; it changes no number</span>}
			</p>
			{isCovered.value && <ParsonsForm label="Lines of the step" cards={cards} check={store.ladder.checkStep} />}
		</div>
	);
}
