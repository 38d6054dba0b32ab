/** Training: where the run stands, its curve against the floor, and what can be taken away from it. */
import { useSignal } from '@preact/signals';
import { floorPerToken } from '#data/storyland/entropy.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { LossChart } from './loss-chart.tsx';
import type { RunView } from './run-store.ts';
import { saveFile } from './save-file.ts';

export function TrainingPanel({ store }: { readonly store: LabStore }) {
	const run = store.training.value;
	const { lab } = store.workspace;
	const isBusy = store.isBusy.value;
	if (!lab.trains) return <p>This lab trains nothing.</p>;
	return (
		<div class="stack">
			<div class="row">
				<label class="field">
					<span class="label">Preset</span>
					<select
						class="input"
						disabled={isBusy}
						value={store.preset.value}
						onChange={(event) => (store.preset.value = event.currentTarget.value)}
					>
						{Object.entries(lab.presets).map(([name, { label }]) => (
							<option key={name} value={name}>
								{label}
							</option>
						))}
					</select>
				</label>
				<button type="button" class="btn btn-s" disabled={isBusy} onClick={() => void store.train()}>
					Train
				</button>
				{isBusy && (
					<button type="button" class="btn btn-s" onClick={() => void store.session.stop()}>
						Stop
					</button>
				)}
				{!isBusy && store.session.lastSnapshot() !== null && (
					<button type="button" class="btn btn-s" onClick={() => void store.train(true)}>
						Go on from step {store.session.lastSnapshot()?.step}
					</button>
				)}
			</div>
			{run === null ? <p>No run yet. Shift+Enter trains your code here, on this machine.</p> : <Run store={store} run={run} />}
		</div>
	);
}

function Run({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const isLog = useSignal(false);
	const floor = floorPerToken(store.workspace.lab.presets[run.preset ?? '']?.config['time'] ?? 64);
	const last = run.points.at(-1);
	const heldOut = run.points.findLast((point) => point.heldOut !== undefined)?.heldOut;
	return (
		<>
			{run.failed && (
				<div class="callout callout-fail" role="status">
					<Icon name="fail" />
					<p>
						<strong>{run.failed.whose === 'learner' ? 'Your code stopped.' : 'That was not your code.'}</strong> {run.failed.message}
					</p>
				</div>
			)}
			<dl class="statlist">
				<Stat name="step" value={`${run.step} / ${run.steps}`} />
				<Stat name="held-out loss" value={heldOut?.toFixed(2) ?? 'not yet'} />
				<Stat name="above the floor" value={heldOut === undefined ? 'not yet' : (heldOut - floor).toFixed(2)} />
				<Stat
					name="left"
					value={
						run.done
							? run.done.how === 'stopped'
								? 'stopped'
								: 'done'
							: run.secondsLeft === null
								? '…'
								: `${Math.ceil(run.secondsLeft)} s`
					}
				/>
			</dl>
			<figure class="fig">
				<div class="plate">
					<LossChart runs={[run, ...store.pinned.value]} floor={floor} isLog={isLog.value} />
				</div>
				<figcaption>
					<b>Loss.</b> The dashed line is the entropy floor, {floor.toFixed(2)} nats per token: no model stays below it on average.
				</figcaption>
				<details class="twin">
					<summary>The figure as text</summary>
					<p>
						At step {run.step} the training loss is {last?.loss.toFixed(2) ?? 'not measured'} and the held-out loss{' '}
						{heldOut?.toFixed(2) ?? 'not measured'} nats per token; the floor is {floor.toFixed(2)}.
					</p>
				</details>
			</figure>
			<p class="row">
				<button type="button" class="btn btn-s" onClick={() => (store.pinned.value = [run, ...store.pinned.value].slice(0, 3))}>
					Pin this run
				</button>
				<button type="button" class="btn btn-s" aria-pressed={isLog.value} onClick={() => (isLog.value = !isLog.value)}>
					Logarithmic steps
				</button>
				<button type="button" class="btn btn-s" onClick={() => saveFile('loss.csv', csvOf(run), 'text/csv')}>
					Save as CSV
				</button>
				<ExportWeights store={store} />
			</p>
		</>
	);
}

function ExportWeights({ store }: { readonly store: LabStore }) {
	const snapshot = store.session.lastSnapshot();
	if (snapshot === null) return null;
	const name = `${store.workspace.lab.id}-step-${snapshot.step}.safetensors`;
	return (
		<button type="button" class="btn btn-s" onClick={() => saveFile(name, snapshot.bytes, 'application/octet-stream')}>
			Export weights
		</button>
	);
}

function Stat({ name, value }: { readonly name: string; readonly value: string }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}

function csvOf({ points }: RunView): string {
	return ['step,training_loss,held_out_loss', ...points.map(({ step, loss, heldOut }) => `${step},${loss},${heldOut ?? ''}`)].join('\n');
}
