/** Training: what to start, where the run stands and how it runs, its curve against the floor, what can be taken away, and where the time goes. */
import { useSignal } from '@preact/signals';
import { CheckpointScrubber } from './checkpoint-scrubber.tsx';
import { EngineStatus } from './engine-status.tsx';
import { Icon } from './icon.tsx';
import { KernelSection } from './kernel-figure.tsx';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import { LossChart } from './loss-chart.tsx';
import { describeLeak, describeRun, floorOf, heldOutAt, targetOf } from './loss-curve.ts';
import { MAX_PINNED, makePin } from './pinned-run.ts';
import type { RunView } from './run-store.ts';
import { saveFile } from './save-file.ts';
import { TrainingControls } from './training-controls.tsx';

export function TrainingPanel({ store }: { readonly store: LabStore }) {
	const run = store.training.value;
	if (!store.workspace.lab.trains) return <p>This lab trains nothing.</p>;
	return (
		<div class="stack">
			<TrainingControls store={store} />
			{run === null ? <p>No run yet. Shift+Enter trains your code here, on this machine.</p> : <Run store={store} run={run} />}
			<CheckpointScrubber store={store} />
		</div>
	);
}

function Run({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const preset = store.workspace.lab.presets[run.preset ?? ''];
	const floor = floorOf(preset);
	const leak = describeLeak(heldOutAt(run.points), floor);
	return (
		<>
			{run.failed && (
				<div class="callout callout-fail" role="alert">
					<Icon name="fail" />
					<p>
						<strong>{WHOSE[run.failed.whose]}</strong> {run.failed.message}
					</p>
					{run.failed.line !== undefined && (
						<p>
							<LineLink store={store} line={run.failed.line} />
						</p>
					)}
				</div>
			)}
			{run.restarted !== undefined && (
				<div class="callout callout-warn" role="status">
					<Icon name="info" />
					<p>{run.restarted}</p>
				</div>
			)}
			{leak !== null && (
				<div class="callout callout-warn" role="alert">
					<Icon name="warn" />
					<p>
						<strong>Too good to be true.</strong> {leak}
					</p>
				</div>
			)}
			<Standing store={store} run={run} floor={floor} />
			<EngineStatus store={store} run={run} />
			<Curve store={store} run={run} floor={floor} target={targetOf(preset)} />
			<Takeaways store={store} run={run} />
			<KernelSection store={store} run={run} />
		</>
	);
}

const WHOSE = { learner: 'Your code stopped.', ours: 'That was not your code.', device: 'The graphics processor was lost.' } as const;

function Standing({ store, run, floor }: { readonly store: LabStore; readonly run: RunView; readonly floor: number | null }) {
	const measured = heldOutAt(run.points);
	const heldOut = measured?.heldOut;
	const seconds = run.tokensPerSecond;
	return (
		<>
			<dl class="statlist">
				<Stat name="step" value={run.steps === 0 ? String(run.step) : `${run.step} / ${run.steps}`} />
				<Stat name="held-out loss" value={heldOut?.toFixed(2) ?? 'not yet'} />
				{floor !== null && (
					<Stat
						name={heldOut !== undefined && heldOut < floor ? 'below the floor' : 'above the floor'}
						value={heldOut === undefined ? 'not yet' : Math.abs(heldOut - floor).toFixed(2)}
					/>
				)}
				<Stat name="left" value={timeLeft(store, run)} />
				<Stat name="tokens/s" value={seconds === null ? 'not yet' : Math.round(seconds).toLocaleString('en')} />
				<Stat
					name="tensors alive"
					value={run.tensors === null ? 'not yet' : String(run.tensors)}
					hint="A number that grows is a leak: something is not disposed of."
				/>
			</dl>
			<p class="vh" role="status">
				{heldOut === undefined ? '' : `Step ${measured?.step}: held-out loss ${heldOut.toFixed(2)}.`}
			</p>
		</>
	);
}

function timeLeft(store: LabStore, run: RunView): string {
	if (run.done) return run.done.how === 'stopped' ? 'stopped' : 'done';
	if (!store.isBusy.value) return run.steps > 0 && run.step >= run.steps ? 'done' : 'stopped';
	return run.secondsLeft === null ? '…' : `${Math.ceil(run.secondsLeft)} s`;
}

function Stat({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint?: string }) {
	return (
		<div title={hint}>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}

interface CurveProps {
	readonly store: LabStore;
	readonly run: RunView;
	readonly floor: number | null;
	readonly target: number | null;
}

function Curve({ store, run, floor, target }: CurveProps) {
	const isLog = useSignal(false);
	const isPaused = useSignal(false);
	const waits = store.isBusy.value && matchMedia('(prefers-reduced-motion: reduce)').matches;
	return (
		<figure class="fig">
			<div class="plate">
				<LossChart run={run} floor={floor} target={target} isLog={isLog.value} isPaused={isPaused.value || waits} />
			</div>
			<figcaption>
				<b>Loss of your model.</b>{' '}
				{floor === null
					? 'Held-out text is text it never trained on.'
					: 'Held-out text is text it never trained on. A loss that stays below the floor means that the model sees the future.'}
				{waits && ' Reduced motion is set: the curve is drawn when the run ends.'}
			</figcaption>
			<div class="row">
				<div class="seg" role="group" aria-label="Scale of the steps">
					<button type="button" aria-pressed={!isLog.value} onClick={() => (isLog.value = false)}>
						Linear steps
					</button>
					<button type="button" aria-pressed={isLog.value} onClick={() => (isLog.value = true)}>
						Logarithmic
					</button>
				</div>
				{store.isBusy.value && (
					<button type="button" class="btn btn-s" aria-pressed={isPaused.value} onClick={() => (isPaused.value = !isPaused.value)}>
						{isPaused.value ? 'Go on drawing' : 'Pause drawing'}
					</button>
				)}
			</div>
			<details class="twin">
				<summary>The figure as text</summary>
				<p>{describeRun(run, floor)}</p>
				<LossTable run={run} />
			</details>
		</figure>
	);
}

function LossTable({ run }: { readonly run: RunView }) {
	const rows = run.points.filter((point) => point.heldOut !== undefined);
	if (rows.length === 0) return null;
	return (
		<table class="table">
			<caption>Loss where held-out text was measured, nats per token</caption>
			<thead>
				<tr>
					<th scope="col">step</th>
					<th scope="col" class="r">
						training
					</th>
					<th scope="col" class="r">
						held-out
					</th>
				</tr>
			</thead>
			<tbody>
				{rows.map(({ step, loss, heldOut, heldOutError }) => (
					<tr key={step}>
						<th scope="row">{step}</th>
						<td class="r">{loss.toFixed(2)}</td>
						<td class="r">
							{heldOut?.toFixed(2)}
							{heldOutError !== undefined && ` ± ${heldOutError.toFixed(2)}`}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

function Takeaways({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const problem = useSignal<string | null>(null);
	const { lab } = store.workspace;
	const kept = store.weights.kept.value;
	const pin = (): void => {
		const config = lab.presets[run.preset ?? '']?.config ?? {};
		const name = `run ${store.pins.pins.peek().length + 1}`;
		const isPinned = store.pins.add(makePin(run, { name, backend: run.backend, config }));
		problem.value = isPinned ? null : `${MAX_PINNED} runs are pinned. Unpin one under Compare first.`;
		if (isPinned) store.tab.value = 'compare';
	};
	return (
		<>
			<p class="row">
				<button type="button" class="btn btn-s" disabled={run.points.length === 0} onClick={pin}>
					Pin this run
				</button>
				<button
					type="button"
					class="btn btn-s"
					disabled={run.points.length === 0}
					onClick={() => saveFile(`${lab.id}-loss.csv`, csvOf(run), 'text/csv')}
				>
					Save as CSV
				</button>
				{kept !== null && (
					<button
						type="button"
						class="btn btn-s"
						onClick={() => saveFile(`${lab.id}-step-${kept.step}.safetensors`, kept.bytes, 'application/octet-stream')}
					>
						Export weights of step {kept.step}
					</button>
				)}
			</p>
			{problem.value !== null && (
				<p class="fail" role="alert">
					{problem.value}
				</p>
			)}
		</>
	);
}

function csvOf({ points }: RunView): string {
	const rows = points.map(({ step, loss, heldOut, heldOutError }) => [step, loss, heldOut ?? '', heldOutError ?? ''].join(','));
	return ['step,training_loss,held_out_loss,held_out_standard_error', ...rows].join('\n');
}
