/** Pinned runs beside the present one; each can be shown to others by a link. */
import { useSignal } from '@preact/signals';
import type { PinnedRun } from '#contract/shared-run.ts';
import { clock } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';
import { makePin } from './pinned-run.ts';
import { RunComparison } from './run-comparison.tsx';
import { ShareRunForm } from './share-run.tsx';

export function ComparePanel({ store }: { readonly store: LabStore }) {
	const pins = store.pins.pins.value;
	/** Start of the run whose form is open. */
	const shared = useSignal<number | null>(null);
	if (pins.length === 0)
		return (
			<p>Nothing pinned. Train, then pin the run under Training: the next one is drawn over it, and they are compared at the same step.</p>
		);
	const now = presentRun(store);
	const chosen = pins.find(({ startedAt }) => startedAt === shared.value);
	const nameOf = (run: PinnedRun) => (
		<>
			{run === now ? <span class="yours">now</span> : <NameField store={store} run={run} />}{' '}
			<span class="meta num">{clock(run.startedAt)}</span>
		</>
	);
	const actions = (run: PinnedRun) =>
		run !== now && (
			<span class="row">
				<button type="button" class="btn btn-s" onClick={() => (shared.value = run.startedAt)}>
					Share<span class="vh"> {run.name}</span>
				</button>
				<button type="button" class="btn btn-quiet btn-s" onClick={() => store.pins.remove(run.startedAt)}>
					Unpin<span class="vh"> {run.name}</span>
				</button>
			</span>
		);
	return (
		<div class="stack">
			<RunComparison lab={store.workspace.lab} runs={now === null ? pins : [now, ...pins]} now={now} nameOf={nameOf} actions={actions} />
			{chosen && <ShareRunForm key={chosen.startedAt} store={store} run={chosen} onClose={() => (shared.value = null)} />}
		</div>
	);
}

/** The run on the training tab, unless it is pinned itself. */
function presentRun(store: LabStore): PinnedRun | null {
	const run = store.training.value;
	if (run === null || (run.points.length === 0 && run.measures.length === 0)) return null;
	if (store.pins.pins.value.some(({ startedAt }) => startedAt === run.startedAt)) return null;
	const config = store.workspace.lab.presets[run.preset ?? '']?.config ?? {};
	return makePin(run, { name: 'now', backend: run.backend, config });
}

function NameField({ store, run }: { readonly store: LabStore; readonly run: PinnedRun }) {
	return (
		<input
			class="input name-field"
			aria-label={`What changed in ${run.name}`}
			maxLength={40}
			value={run.name}
			onChange={(event) => store.pins.rename(run.startedAt, event.currentTarget.value.trim() || run.name)}
		/>
	);
}
