/** Training: what to start, where the run stands and how it runs, its curve against the floor, what can be taken away, and where the time goes. */
import { useSignal } from '@preact/signals';
import type { Chart } from '#contract/lab.ts';
import { MAX_COMPARED } from '#contract/shared-run.ts';
import { CheckpointScrubber } from './checkpoint-scrubber.tsx';
import { Curves } from './curves.tsx';
import { EngineStatus } from './engine-status.tsx';
import { FindingNotices } from './finding-notices.tsx';
import { Icon } from './icon.tsx';
import { KernelSection } from './kernel-figure.tsx';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import { floorOf, lossKindOf, targetOf } from './loss-curve.ts';
import { makePin } from './pinned-run.ts';
import { csvOf, measuresCsv } from './run-figures.ts';
import type { RunView } from './run-store.ts';
import { SaveCsv } from './save-csv.tsx';
import { saveFile } from './save-file.ts';
import { Standing } from './standing.tsx';
import { Summaries } from './summaries.tsx';
import { TrainingControls } from './training-controls.tsx';

export function TrainingPanel({ store }: { readonly store: LabStore }) {
	const run = store.training.value;
	if (!store.workspace.lab.trains) return <p>This lab trains nothing.</p>;
	return (
		<div class="stack">
			<TrainingControls store={store} />
			{run === null ? <p>{describeAhead(store.workspace.lab.charts)}</p> : <Run store={store} run={run} />}
			<CheckpointScrubber store={store} />
		</div>
	);
}

function Run({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const preset = store.workspace.lab.presets[run.preset ?? ''];
	const floor = floorOf(preset);
	const kind = lossKindOf(preset?.config ?? {}, run.points, store.workspace.lab.charts.length > 0);
	return (
		<>
			{run.failed && <Failure store={store} failed={run.failed} isSeen={run.findings.some(({ kind }) => kind === 'not-finite')} />}
			{run.quiet !== undefined && (
				<div class="callout callout-warn" role="status">
					<Icon name="wait" />
					<p>{run.quiet}</p>
				</div>
			)}
			{run.restarted !== undefined && (
				<div class="callout callout-warn" role="status">
					<Icon name="info" />
					<p>{run.restarted}</p>
				</div>
			)}
			<Standing store={store} run={run} floor={floor} />
			<EngineStatus store={store} run={run} />
			<Curves store={store} run={run} floor={floor} target={targetOf(preset)} kind={kind} />
			<FindingNotices store={store} run={run} />
			<Summaries lab={store.workspace.lab.id} run={run} />
			<Takeaways store={store} run={run} />
			<KernelSection store={store} run={run} />
		</>
	);
}

/** What a run will show, so that an empty panel is no riddle. */
function describeAhead(charts: readonly Chart[]): string {
	const start = 'No run yet. Shift+Enter trains your code here, on this machine.';
	return charts.length === 0 ? start : `${start} Then its curves are drawn here: ${charts.map(({ title }) => title).join('; ')}.`;
}

const WHOSE = { learner: 'Your code stopped.', ours: 'That was not your code.', device: 'The graphics processor was lost.' } as const;

interface FailureProps {
	readonly store: LabStore;
	readonly failed: NonNullable<RunView['failed']>;
	/** A number that was none ended it: the notice below says the rest, in the same calm tone. */
	readonly isSeen: boolean;
}

function Failure({ store, failed, isSeen }: FailureProps) {
	const isCalm = isSeen && failed.whose === 'learner';
	return (
		<div class={`callout ${isCalm ? 'callout-warn' : 'callout-fail'}`} role="alert">
			<Icon name={isCalm ? 'info' : 'fail'} />
			<p>
				<strong>{isCalm ? 'The run ended.' : WHOSE[failed.whose]}</strong> {failed.message}
			</p>
			{failed.line !== undefined && (
				<p>
					<LineLink store={store} line={failed.line} />
				</p>
			)}
		</div>
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
		problem.value = isPinned ? null : `${MAX_COMPARED} runs are pinned. Unpin one under Compare first.`;
		if (isPinned) store.tab.value = 'compare';
	};
	return (
		<>
			<p class="row">
				<button type="button" class="btn btn-s" disabled={run.points.length === 0 && run.measures.length === 0} onClick={pin}>
					Pin this run
				</button>
				{(run.points.length > 0 || lab.charts.length === 0) && (
					<SaveCsv name={`${lab.id}-loss`} label="Save as CSV" isOff={run.points.length === 0} text={() => lossCsv(run)} />
				)}
				{lab.charts.length > 0 && (
					<SaveCsv
						name={`${lab.id}-measures`}
						label="Save measures as CSV"
						isOff={run.measures.length === 0}
						text={() => measuresCsv(run.measures)}
					/>
				)}
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

function lossCsv({ points }: RunView): string {
	return csvOf(
		['step', 'training_loss', 'held_out_loss', 'held_out_standard_error'],
		points.map(({ step, loss, heldOut, heldOutError }) => [step, loss, heldOut ?? '', heldOutError ?? '']),
	);
}
