/** Draws shown runs on their page: the lab's comparison, to be read only. */
import { render } from 'preact';
import type { Lab } from '#contract/lab.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import { RunComparison } from './run-comparison.tsx';

export interface ShownRuns {
	readonly lab: Pick<Lab, 'charts' | 'presets'>;
	readonly runs: readonly PinnedRun[];
}

export function mountRuns(root: HTMLElement, { lab, runs }: ShownRuns): void {
	root.replaceChildren();
	render(<RunComparison lab={lab} runs={runs} now={null} nameOf={({ name }) => name} />, root);
}
