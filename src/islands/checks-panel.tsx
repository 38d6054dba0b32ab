/** Checks: failures first, those of one cause together, the numbers beside the sentence. */
import type { CheckResult } from '#contract/grading.ts';
import { pointsText, scoreOf } from '#contract/score.ts';
import { diagnosisHtml } from './diagnosis-html.ts';
import { explainRunError, sayExplanation } from './docs-errors.ts';
import { EvidenceTable } from './evidence-table.tsx';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import { describePractice, groupChecks, type RunView } from './run-store.ts';
import { TensorList } from './tensor-list.tsx';

export function ChecksPanel({ store }: { readonly store: LabStore }) {
	const run = store.checks.value;
	return (
		<div class="stack">
			<div role="status">{run === null ? <p>{notRunYet(store)}</p> : <Summary store={store} run={run} />}</div>
			{run?.quiet !== undefined && (
				<div class="callout callout-warn" role="status">
					<Icon name="wait" />
					<p>{run.quiet}</p>
				</div>
			)}
			{run?.failed && (
				<div class="callout callout-fail">
					<Icon name="fail" />
					<p>
						<strong>{run.failed.whose === 'learner' ? 'Your code stopped.' : 'That was not your code.'}</strong> {run.failed.message}
					</p>
					<Explained message={run.failed.message} />
					{run.failed.line !== undefined && <LineLink store={store} line={run.failed.line} />}
				</div>
			)}
			{run !== null && <CheckList store={store} checks={run.checks} />}
			{run?.checks.some(({ outcome }) => outcome === 'fail') && <HelpDoor store={store} />}
			{run?.seen && <TensorList store={store} seen={run.seen} />}
			<Logs run={run} />
		</div>
	);
}

function notRunYet({ workspace }: LabStore): string {
	return workspace.sitting === null
		? 'No run yet. Ctrl+Enter runs the public checks here, in your browser.'
		: 'No run yet. Ctrl+Enter runs your file here and shows what it prints. The checks of this task are all hidden: they run when you submit.';
}

/** A run in a re-check only tells that the file can be judged. */
export function describeHere({ workspace }: LabStore, run: RunView): string {
	if (workspace.sitting === null || run.failed !== null) return describePractice(run);
	if (run.done === null) return 'It runs.';
	return run.checks.some(({ outcome }) => outcome === 'fail')
		? 'It runs, and an export is missing.'
		: 'It runs, and exports what is asked.';
}

/** Help is one click from a failing check, and says how far it is open. */
function HelpDoor({ store }: { readonly store: LabStore }) {
	const rungs = store.help.value?.rungs;
	if (rungs === undefined || store.workspace.sitting !== null) return null;
	const open = rungs.filter(({ state }) => state !== 'shut').length;
	return (
		<p class="row">
			<button type="button" class="btn btn-s" onClick={() => (store.tab.value = 'help')}>
				<Icon name="steps" /> {open === 0 ? 'See help' : `Open help: rung ${open} of ${rungs.length}`}
			</button>
			<span class="meta">
				{open === 0 ? 'rungs open as you work' : open === 1 ? 'the first rung is open to you' : `the first ${open} rungs are open to you`}
			</span>
		</p>
	);
}

function Summary({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const backend = { webgpu: 'WebGPU', wasm: 'the processor (WASM)', cpu: 'the processor' }[store.ready.value?.backend ?? 'cpu'];
	const time = run.done ? `${run.done.seconds.toFixed(2)} s on ${backend} · ` : '';
	const score =
		run.done?.how === 'finished' && store.workspace.sitting === null ? scoreOf({ outcome: 'rejected', checks: [...run.checks] }) : null;
	return (
		<p class="row">
			<strong>{describeHere(store, run)}</strong>
			<span class="meta">
				{time}
				{score === null ? '' : `${pointsText(score.public)} · `}hidden checks run when you submit
			</span>
		</p>
	);
}

export function CheckList({ store, checks }: { readonly store: LabStore; readonly checks: readonly CheckResult[] }) {
	const { failed, passed } = groupChecks(checks);
	return (
		<ol class="checks">
			{failed.flatMap(({ first, same }) => [
				<Failed key={first.id} store={store} check={first} isSame={false} />,
				...same.map((check) => <Failed key={check.id} store={store} check={check} isSame />),
			])}
			{passed.map((check) => (
				<li key={check.id}>
					<span class="pass">
						<Icon name="pass" label="passed" />
					</span>
					<span>{check.title}</span>
					<Points check={check} />
				</li>
			))}
		</ol>
	);
}

function Failed({ store, check, isSame }: { readonly store: LabStore; readonly check: CheckResult; readonly isSame: boolean }) {
	const diagnosis = diagnosisHtml(store.workspace.diagnoses, check.diagnosis);
	return (
		<li>
			<span class="fail">
				<Icon name="fail" label="failed" />
			</span>
			<strong>{check.title}</strong>
			<span class="row">
				{check.line !== undefined && <LineLink store={store} line={check.line} />}
				<Points check={check} />
			</span>
			<div class="more">
				{isSame ? <p class="meta">Probably the same cause. {check.message}</p> : <p>{check.message}</p>}
				{/* Authored by us and made into HTML on the server. */}
				{!isSame && diagnosis !== undefined && <div class="diagnosis" dangerouslySetInnerHTML={{ __html: diagnosis }} />}
				{!isSame && diagnosis === undefined && <Explained message={check.message} />}
				{!isSame && check.evidence && <EvidenceTable evidence={check.evidence} />}
			</div>
		</li>
	);
}

/** What the check earned, of what it is worth. */
function Points({ check: { points, outcome } }: { readonly check: CheckResult }) {
	const all = points === 1 ? '1 point' : `${points} points`;
	return <span class="meta num check-points">{outcome === 'pass' ? all : `0 of ${all}`}</span>;
}

/** The raw message in plain words, where we know them. */
function Explained({ message }: { readonly message: string }) {
	const explained = explainRunError(message);
	return explained === null ? null : <p class="explained">{sayExplanation(explained)}</p>;
}

function Logs({ run }: { readonly run: RunView | null }) {
	if (run === null || run.logs.length === 0) return null;
	return (
		<details>
			<summary>Console ({run.logs.length})</summary>
			<pre class="code logs">{run.logs.map(({ text }) => text).join('\n')}</pre>
		</details>
	);
}
