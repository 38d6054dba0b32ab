/**
 * The kept steps of a run on a slider: go on from one, look at its model, take its weights, or delete it; and the way in for a run that was exported to
 * a file. While a run goes on it only says what is being kept.
 */
import { useSignal } from '@preact/signals';
import type { ListedSnapshot } from '#worker/snapshot-store.ts';
import { clock } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';
import { quantity } from './quantity.ts';
import type { Point } from './run-store.ts';

export function CheckpointScrubber({ store }: { readonly store: LabStore }) {
	const ring = store.weights.ring.value;
	const count = ring.length === 1 ? '1 step is' : `${ring.length} steps are`;
	return (
		<section class="stack" aria-label="Kept steps">
			<h3>Kept steps</h3>
			{store.isBusy.value ? (
				<p class="meta">{count} kept in this browser. They can be used when the run has ended.</p>
			) : (
				<Idle store={store} ring={ring} />
			)}
		</section>
	);
}

interface RingProps {
	readonly store: LabStore;
	readonly ring: readonly ListedSnapshot[];
}

function Idle({ store, ring }: RingProps) {
	return (
		<>
			{ring.length === 0 ? (
				<p class="meta">A run keeps its weights every few seconds. None are kept yet.</p>
			) : (
				<Slider store={store} ring={ring} />
			)}
			<FromFile store={store} />
		</>
	);
}

function Slider({ store, ring }: RingProps) {
	const chosen = useSignal<number | null>(null);
	const kept = store.weights.kept.value?.step;
	const step = [chosen.value, kept].find((one) => ring.some((entry) => entry.step === one));
	const at = Math.max(0, step === undefined ? ring.length - 1 : ring.findIndex((entry) => entry.step === step));
	const entry = ring[at];
	if (entry === undefined) return null;
	const points = store.training.value?.points ?? [];
	return (
		<>
			<label class="field">
				<span class="label">Step {entry.step}</span>
				<input
					class="range"
					type="range"
					min={0}
					max={ring.length - 1}
					disabled={ring.length === 1}
					value={at}
					aria-valuetext={describeEntry(entry, points)}
					onInput={(event) => (chosen.value = ring[Number(event.currentTarget.value)]?.step ?? null)}
				/>
				<span class="hint">
					{describeEntry(entry, points)}. Drag or use the arrow keys; {ring.length} of the run's steps are kept.
				</span>
			</label>
			<Actions store={store} step={entry.step} />
			<details class="twin">
				<summary>The kept steps as a table</summary>
				<RingTable ring={ring} points={points} />
			</details>
		</>
	);
}

function Actions({ store, step }: { readonly store: LabStore; readonly step: number }) {
	const problem = useSignal<string | null>(null);
	const steps = store.workspace.lab.presets[store.preset.value]?.steps ?? 0;
	const withWeights = async (act: () => unknown): Promise<void> => {
		const isThere = await store.weights.choose(step);
		problem.value = isThere ? null : `Step ${step} is no longer kept: another tab has replaced it.`;
		if (isThere) await act();
	};
	return (
		<>
			<p class="row">
				{step < steps && (
					<button type="button" class="btn btn-s" onClick={() => void withWeights(() => store.train(true))}>
						Go on from step {step}
					</button>
				)}
				<button type="button" class="btn btn-s" onClick={() => void withWeights(store.look)}>
					Look at this model
				</button>
				<button type="button" class="btn btn-s" onClick={() => void withWeights(() => undefined)}>
					Export or submit this step
				</button>
				<button type="button" class="btn btn-s" onClick={() => void store.weights.remove(step)}>
					Delete step {step}
				</button>
			</p>
			<p class="meta">Going on from here replaces the steps after it, with its first kept step. Pin the run first to compare the two.</p>
			{problem.value !== null && (
				<p class="fail" role="alert">
					{problem.value}
				</p>
			)}
		</>
	);
}

function RingTable({ ring, points }: Omit<RingProps, 'store'> & { readonly points: readonly Point[] }) {
	return (
		<table class="table">
			<caption>Steps kept in this browser</caption>
			<thead>
				<tr>
					<th scope="col">step</th>
					<th scope="col" class="r">
						training loss
					</th>
					<th scope="col" class="r">
						kept at
					</th>
					<th scope="col" class="r">
						size
					</th>
				</tr>
			</thead>
			<tbody>
				{ring.map(({ step, savedAt, bytes }) => (
					<tr key={step}>
						<th scope="row">{step}</th>
						<td class="r">{lossAt(points, step)?.toFixed(2) ?? 'unknown'}</td>
						<td class="r">{clock(savedAt)}</td>
						<td class="r">{quantity(bytes, 'B')}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

function FromFile({ store }: { readonly store: LabStore }) {
	const problem = useSignal<string | null>(null);
	const open = async (file: File | undefined): Promise<void> => {
		if (file !== undefined) problem.value = await store.openWeights(file);
	};
	return (
		<>
			<label class="field">
				<span class="label">Open exported weights</span>
				<input
					class="input"
					type="file"
					accept=".safetensors"
					onChange={(event) => {
						const field = event.currentTarget;
						// Emptied, so that the same file can be chosen again.
						void open(field.files?.[0]).finally(() => (field.value = ''));
					}}
				/>
				<span class="hint">A .safetensors file of this lab and preset. Nothing is sent anywhere.</span>
			</label>
			{problem.value !== null && (
				<p class="fail" role="alert">
					{problem.value}
				</p>
			)}
		</>
	);
}

/** The last measured loss at or before a step: not every step is told. */
function lossAt(points: readonly Point[], step: number): number | undefined {
	return points.findLast((point) => point.step <= step)?.loss;
}

function describeEntry({ step, savedAt }: ListedSnapshot, points: readonly Point[]): string {
	const loss = lossAt(points, step);
	return `Step ${step}${loss === undefined ? '' : `, training loss ${loss.toFixed(2)}`}, kept at ${clock(savedAt)}`;
}
