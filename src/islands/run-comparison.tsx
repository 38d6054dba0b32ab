/** Runs of one lab beside each other, compared at the last step that all of them reached: in the lab, and on the page of a shown run. */
import { useSignal } from '@preact/signals';
import type { ComponentChild } from 'preact';
import type { Lab } from '#contract/lab.ts';
import type { PinnedRun } from '#contract/shared-run.ts';
import { type Comparable, comparablesOf, valueAt } from './compare-curves.ts';
import { ComparedCurves, sayAll } from './compared-curves.tsx';
import { sayFinding } from './finding-words.ts';
import { Icon } from './icon.tsx';
import { type Compared, compareRuns, differences, settingsOf } from './pinned-run.ts';
import { sayNumber } from './quantity.ts';

interface ComparisonProps {
	readonly lab: Pick<Lab, 'charts' | 'presets'>;
	readonly runs: readonly PinnedRun[];
	/** The run on the training tab, one of `runs`, unless it is pinned itself. */
	readonly now: PinnedRun | null;
	/** Stands for the run at the head of its row. */
	readonly nameOf: (run: PinnedRun) => ComponentChild;
	/** What can be done with it; absent where runs are only read. */
	readonly actions?: ((run: PinnedRun) => ComponentChild) | undefined;
}

export function RunComparison(props: ComparisonProps) {
	const { lab, runs, now } = props;
	const key = useSignal<string | null>(null);
	const compared = compareRuns(runs);
	const choices = comparablesOf(lab.charts, runs);
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
			<Runs {...props} compared={compared} by={by} />
			{compared.isUneven && (
				<div class="callout callout-warn">
					<Icon name="warn" />
					<p>
						These runs differ in steps. Compared at step {compared.step}, the last that all reached: {sayAll(runs, compared, by)}.
					</p>
				</div>
			)}
			<SeenInRuns runs={runs} />
			{by && <ComparedCurves presets={lab.presets} runs={runs} now={now} compared={compared} by={by} />}
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

function Runs({ runs, nameOf, actions, compared, by }: RunsProps) {
	const columns = columnsOf(compared, by);
	return (
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Runs">
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
						{actions && (
							<th scope="col">
								<span class="vh">What can be done with it</span>
							</th>
						)}
					</tr>
				</thead>
				<tbody>
					{runs.map((run, at) => (
						<tr key={run.startedAt}>
							<th scope="row">{nameOf(run)}</th>
							{columns.map(({ name, of }) => (
								<td key={name} class="r">
									{of(run, at)}
								</td>
							))}
							<td class="r">{run.step}</td>
							{actions && <td>{actions(run)}</td>}
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
