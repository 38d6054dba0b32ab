/** Which of the kept steps is shown: the newest until somebody chooses. */
import { type Signal, useSignal } from '@preact/signals';

interface StepSliderProps {
	readonly steps: readonly number[];
	readonly chosen: Signal<number | null>;
	/** Of what, for example "pictures". */
	readonly of: string;
}

export interface ChosenStep<T> {
	readonly at: number;
	readonly figure: T | undefined;
	readonly chosen: Signal<number | null>;
}

/** The chosen one of a history, by its step: an older one that is dropped does not move the choice. */
export function useChosenStep<T extends { readonly step: number }>(history: readonly T[]): ChosenStep<T> {
	const chosen = useSignal<number | null>(null);
	const found = chosen.value === null ? -1 : history.findLastIndex(({ step }) => step <= (chosen.value ?? 0));
	const at = found < 0 ? history.length - 1 : found;
	return { at, figure: history[at], chosen };
}

export function StepSlider({ steps, chosen, of }: StepSliderProps) {
	if (steps.length < 2) return null;
	const found = chosen.value === null ? -1 : steps.findLastIndex((step) => step <= (chosen.value ?? 0));
	const at = found < 0 ? steps.length - 1 : found;
	return (
		<label class="field">
			<span class="label">Saved step</span>
			<input
				class="range"
				type="range"
				min={0}
				max={steps.length - 1}
				value={at}
				aria-valuetext={`step ${steps[at]}`}
				onInput={(event) => {
					const next = Number(event.currentTarget.value);
					// At its end it follows the run again.
					chosen.value = next === steps.length - 1 ? null : (steps[next] ?? null);
				}}
			/>
			<span class="hint">
				{steps.length} {of} kept, steps {steps[0]} to {steps.at(-1)}; drag or use the arrow keys.
			</span>
		</label>
	);
}
