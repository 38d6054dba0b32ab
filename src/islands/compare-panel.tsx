/** Pinned runs beside the present one, compared at the last step that all of them reached. */
import { useMemo } from 'preact/hooks';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { type Line, LineChart } from './line-chart.tsx';
import { levelsOf } from './loss-chart.tsx';
import { floorOf, smoothLoss, targetOf } from './loss-curve.ts';
import { compareRuns, differences, makePin, type PinnedRun, settingsOf } from './pinned-run.ts';

export function ComparePanel({ store }: { readonly store: LabStore }) {
	const pins = store.pins.pins.value;
	if (pins.length === 0)
		return (
			<p>Nothing pinned. Train, then pin the run under Training: the next one is drawn over it, and they are compared at the same step.</p>
		);
	const now = presentRun(store);
	const runs = now === null ? pins : [now, ...pins];
	return <Comparison store={store} runs={runs} now={now} />;
}

/** The run on the training tab, unless it is pinned itself. */
function presentRun(store: LabStore): PinnedRun | null {
	const run = store.training.value;
	if (run === null || run.points.length === 0) return null;
	if (store.pins.pins.value.some(({ startedAt }) => startedAt === run.startedAt)) return null;
	const config = store.workspace.lab.presets[run.preset ?? '']?.config ?? {};
	return makePin(run, { name: 'now', backend: run.backend, config });
}

interface ComparisonProps {
	readonly store: LabStore;
	readonly runs: readonly PinnedRun[];
	readonly now: PinnedRun | null;
}

function Comparison({ store, runs, now }: ComparisonProps) {
	const compared = compareRuns(runs);
	const lines = useMemo(() => runs.map(lineOf), [runs]);
	const preset = store.workspace.lab.presets[runs[0]?.preset ?? ''];
	const hasOneFloor = new Set(runs.map(({ config }) => config['floor'])).size === 1;
	const levels = hasOneFloor ? levelsOf(floorOf(preset), targetOf(preset)) : [];
	const names = runs.map(
		({ name }, at) => `${name} ${compared.losses[at]?.heldOut?.toFixed(2) ?? compared.losses[at]?.loss?.toFixed(2) ?? '?'}`,
	);
	return (
		<div class="stack">
			<Runs store={store} runs={runs} now={now} compared={compared} />
			{compared.isUneven && (
				<div class="callout callout-warn">
					<Icon name="warn" />
					<p>
						These runs differ in steps. Compared at step {compared.step}, the last that all reached: {names.join(', ')}.
					</p>
				</div>
			)}
			<figure class="fig">
				<div class="plate">
					<LineChart
						lines={lines}
						levels={levels}
						isLog={false}
						yTitle="training loss, smoothed, nats per token"
						lastStep={Math.max(...runs.map(({ step }) => step))}
						mark={compared.isUneven ? compared.step : undefined}
					/>
				</div>
				<figcaption>
					<b>{runs.length} runs.</b> {compared.isUneven && 'The dotted upright line is the step at which they are compared.'}
				</figcaption>
				<details class="twin">
					<summary>The figure as text</summary>
					<p>
						At step {compared.step}, in nats per token: {names.join(', ')}.
					</p>
				</details>
			</figure>
			<Settings runs={runs} />
		</div>
	);
}

function lineOf({ name, points, startedAt }: PinnedRun, at: number): Line {
	// Slots 1 to 5 of the palette: a dash tells the lines apart without colour.
	return {
		name: `${name}, ${clock(startedAt)}`,
		slot: at + 1,
		look: 'line',
		isDashed: at > 0,
		steps: points.map(({ step }) => step),
		values: smoothLoss(points),
	};
}

function Runs({ store, runs, now, compared }: ComparisonProps & { readonly compared: ReturnType<typeof compareRuns> }) {
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Pinned runs">
			<table class="table">
				<caption>Runs of this lab, compared at step {compared.step}</caption>
				<thead>
					<tr>
						<th scope="col">run</th>
						<th scope="col" class="r">
							loss
						</th>
						<th scope="col" class="r">
							held-out
						</th>
						<th scope="col" class="r">
							steps
						</th>
						<th scope="col">
							<span class="vh">Unpin</span>
						</th>
					</tr>
				</thead>
				<tbody>
					{runs.map((run, at) => (
						<tr key={run.startedAt}>
							<th scope="row">
								{run === now ? <span class="yours">now</span> : <NameField store={store} run={run} />}{' '}
								<span class="meta num">{clock(run.startedAt)}</span>
							</th>
							<td class="r">{compared.losses[at]?.loss?.toFixed(2) ?? ''}</td>
							<td class="r">{compared.losses[at]?.heldOut?.toFixed(2) ?? ''}</td>
							<td class="r">{run.step}</td>
							<td>
								{run !== now && (
									<button type="button" class="btn btn-quiet btn-s" onClick={() => store.pins.remove(run.startedAt)}>
										Unpin<span class="vh"> {run.name}</span>
									</button>
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
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

function Settings({ runs }: { readonly runs: readonly PinnedRun[] }) {
	const settings = runs.map(settingsOf);
	const differing = differences(settings);
	const names = [...new Set(settings.flatMap((one) => Object.keys(one)))];
	const rows = names.map((name) => [name, settings.map((one) => one[name] ?? '')] as const);
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Settings of the runs">
			<table class="table">
				<caption>{differing.length === 0 ? 'Settings: the same in all runs' : `Settings: ${differing.join(', ')} differ`}</caption>
				<thead>
					<tr>
						<td />
						{runs.map(({ startedAt, name }) => (
							<th key={startedAt} scope="col">
								{name}
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{rows.map(([name, values]) => (
						<tr key={name}>
							<th scope="row">{name}</th>
							{values.map((value, at) => (
								<td key={runs[at]?.startedAt} class={`num ${value === values[0] ? '' : 'yours'}`}>
									{value}
								</td>
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
