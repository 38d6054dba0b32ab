/** Pinned runs beside the present one, compared at the last step that all of them reached. */
import { useSignal } from '@preact/signals';
import { type Comparable, comparablesOf, valueAt } from './compare-curves.ts';
import { ComparedCurves, sayAll } from './compared-curves.tsx';
import { clock } from './draft-sync.ts';
import { sayFinding } from './finding-words.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { type Compared, compareRuns, differences, makePin, type PinnedRun, settingsOf } from './pinned-run.ts';
import { sayNumber } from './quantity.ts';

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
	if (run === null || (run.points.length === 0 && run.measures.length === 0)) return null;
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
	const key = useSignal<string | null>(null);
	const compared = compareRuns(runs);
	const choices = comparablesOf(store.workspace.lab.charts, runs);
	const by = choices.find((choice) => choice.key === key.value) ?? choices[0];
	return (
		<div class="stack">
			{choices.length > 1 && (
				<label class="field">
					<span class="label">Compare by</span>
					<select class="input" value={by?.key} onChange={(event) => (key.value = event.currentTarget.value)}>
						{choices.map((choice) => (
							<option key={choice.key} value={choice.key}>
								{choice.name}
							</option>
						))}
					</select>
				</label>
			)}
			<Runs store={store} runs={runs} now={now} compared={compared} by={by} />
			{compared.isUneven && (
				<div class="callout callout-warn">
					<Icon name="warn" />
					<p>
						These runs differ in steps. Compared at step {compared.step}, the last that all reached: {sayAll(runs, compared, by)}.
					</p>
				</div>
			)}
			<SeenInRuns runs={runs} />
			{by && <ComparedCurves store={store} runs={runs} now={now} compared={compared} by={by} />}
			<Settings runs={runs} />
		</div>
	);
}

interface RunsProps extends ComparisonProps {
	readonly compared: Compared;
	readonly by: Comparable | undefined;
}

interface Column {
	readonly name: string;
	readonly of: (run: PinnedRun, at: number) => string;
}

function columnsOf({ losses, step }: Compared, by: Comparable | undefined): readonly Column[] {
	if (by === undefined) return [];
	if (by.key !== '') return [{ name: by.name, of: (run) => sayNumber(valueAt(run, by, step)) }];
	const loss: Column = { name: 'loss', of: (_, at) => losses[at]?.loss?.toFixed(2) ?? '' };
	if (losses.every(({ heldOut }) => heldOut === undefined)) return [loss];
	return [loss, { name: 'held-out', of: (_, at) => losses[at]?.heldOut?.toFixed(2) ?? '' }];
}

function Runs({ store, runs, now, compared, by }: RunsProps) {
	const columns = columnsOf(compared, by);
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Pinned runs">
			<table class="table">
				<caption>Runs of this lab, compared at step {compared.step}</caption>
				<thead>
					<tr>
						<th scope="col">run</th>
						{[...columns.map(({ name }) => name), 'steps'].map((name) => (
							<th key={name} scope="col" class="r">
								{name}
							</th>
						))}
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
							{columns.map(({ name, of }) => (
								<td key={name} class="r">
									{of(run, at)}
								</td>
							))}
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

/** What was seen in which run, where something was. */
function SeenInRuns({ runs }: { readonly runs: readonly PinnedRun[] }) {
	const seen = runs.filter(({ findings }) => findings.length > 0);
	if (seen.length === 0) return null;
	return (
		<section aria-label="Seen in these runs">
			<h3>Seen in these runs</h3>
			<ul>
				{seen.map(({ startedAt, name, findings }) => (
					<li key={startedAt}>
						<b>{name}</b>: {findings.map(sayFinding).join('; ')}
					</li>
				))}
			</ul>
		</section>
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
