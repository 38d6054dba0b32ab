/** Watches the run that goes on, and remembers which findings the learner has put aside. Nothing of it leaves the page. */
import { type Signal, signal } from '@preact/signals';
import type { Finding } from '#contract/finding.ts';
import type { SessionMessage } from '#worker/session.ts';
import { type RunWatch, watchRun } from './detect.ts';
import type { RunFacts } from './detect-facts.ts';
import type { RunView } from './run-store.ts';

export interface FindingsKeeper {
	/** A run begins: with what it had told before, where it goes on from an earlier one. */
	begin(facts: RunFacts, run: RunView): void;
	/** Only a model is shown: nothing is watched. */
	end(): void;
	/** What is new with this message. */
	see(message: SessionMessage): readonly Finding[];
	isDismissed(run: RunView, finding: Finding): boolean;
	/** For this run. */
	dismiss(run: RunView, finding: Finding): void;
}

export function createFindingsKeeper(): FindingsKeeper {
	const dismissed: Signal<ReadonlySet<string>> = signal(new Set<string>());
	let watch: RunWatch | null = null;
	const placeOf = ({ startedAt }: RunView, { kind, step }: Finding): string => `${startedAt}/${kind}/${step}`;
	return {
		begin(facts, { points, measures }) {
			const next = watchRun(facts);
			// What these say was said in the run they are of.
			for (const point of points) next.see({ type: 'metric', ...point });
			for (const measure of measures) next.see({ type: 'measure', step: measure.step, values: measure.values });
			watch = next;
		},
		end() {
			watch = null;
		},
		// A run that goes on by itself repeats a few steps; what that does to a mean of many is nothing.
		see: (message) => (message.type === 'restarted' || message.type === 'quiet' ? [] : (watch?.see(message) ?? [])),
		isDismissed: (run, finding) => dismissed.value.has(placeOf(run, finding)),
		dismiss(run, finding) {
			dismissed.value = new Set([...dismissed.peek(), placeOf(run, finding)]);
		},
	};
}
