/** The verdict of the server: the first failing check, what was proven, what help looks like from here, and where to go next. */

import { pointsText, scoreOf } from '#contract/score.ts';
import { dayText } from '#contract/time-text.ts';
import { CheckList } from './checks-panel.tsx';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import type { SeenSubmission } from './submit-keeper.ts';
import { VerdictEffectView } from './verdict-effect.tsx';
import { HowJudged, JudgedAgain, StoodIn } from './verdict-origin.tsx';
import { WeightsView } from './weights-view.tsx';

/** The judged submission that the panel shows, if there is one. */
export function judged(store: LabStore): SeenSubmission | null {
	const state = store.submission.state.value;
	return state.at === 'submitted' && state.view?.verdict ? state.view : null;
}

export function VerdictPanel({ store, view }: { readonly store: LabStore; readonly view: SeenSubmission }) {
	const { verdict, effect } = view;
	if (verdict === undefined) return null;
	const { lab } = store.workspace;
	const weights = verdict.weights ?? [];
	return (
		<section class="stack verdict-panel" aria-labelledby="verdict-title">
			<header class="verdict-head">
				<p class="meta num">
					Verdict of the server · {store.workspace.sitting === null ? '' : 're-check of '}lab {lab.lesson} · submitted{' '}
					{clock(view.createdAt)}
					{(view.lateness ?? []).map((words) => `, ${words}`)} · judged in {Math.ceil(verdict.durationMs / 1_000)} s
				</p>
				<Headline view={view} />
				<Counts view={view} />
				<SetByPerson view={view} />
				<JudgedAgain view={view} />
				<StoodIn view={view} />
			</header>
			{verdict.line !== undefined && (
				<p>
					<button type="button" class="btn btn-s num" onClick={() => store.editor.value?.goToLine(verdict.line ?? 1)}>
						Go to line {verdict.line}
					</button>
				</p>
			)}
			<Checks store={store} view={view} />
			{verdict.logs !== undefined && <Output text={verdict.logs} />}
			{weights.length > 0 && <WeightsView results={weights} />}
			{effect && (
				<VerdictEffectView
					effect={effect}
					labId={lab.id}
					isAccepted={verdict.outcome === 'accepted'}
					isMundane={verdict.kind === 'mundane'}
				/>
			)}
			<HowJudged view={view} />
		</section>
	);
}

function Headline({ view: { verdict, effect } }: { readonly view: SeenSubmission }) {
	if (verdict === undefined) return null;
	const isOurs = verdict.outcome === 'unavailable';
	const isAccepted = verdict.outcome === 'accepted';
	// The sentence stands beside the word: it need not begin with it once more.
	const rest = verdict.message.replace(/^(Accepted|Rejected|Not accepted)\.\s*/, '');
	const [look, word] = isAccepted
		? ['pass', 'Accepted.']
		: isOurs
			? ['warn', 'The grader failed. You did not.']
			: ['fail', 'Not accepted yet.'];
	return (
		<>
			<h2 id="verdict-title">
				<span class={look}>{word}</span> {isAccepted && effect ? `${effect.skillTitle}: it works.` : ''}
			</h2>
			{isAccepted ? null : <p>{rest}</p>}
		</>
	);
}

/** Who set the outcome, when and why: the learner need not wonder. */
function SetByPerson({ view: { override } }: { readonly view: SeenSubmission }) {
	if (override === undefined) return null;
	return (
		<p class="callout">
			<span>
				{override.by} set this outcome on {dayText(override.at)}; the checks said{' '}
				{override.before === 'accepted' ? 'accepted' : 'not accepted'}. The reason: “{override.reason}”
			</span>
		</p>
	);
}

function Counts({ view: { verdict } }: { readonly view: SeenSubmission }) {
	const score = verdict === undefined ? null : scoreOf(verdict);
	if (score === null || score.public.checks + score.hidden.checks === 0) return null;
	return (
		<p class="row counts">
			{(['public', 'hidden'] as const).map((visibility) => {
				const { passed, checks } = score[visibility];
				return checks === 0 ? null : (
					<span key={visibility}>
						<span class={passed === checks ? 'pass' : 'fail'}>
							<Icon name={passed === checks ? 'pass' : 'fail'} label={passed === checks ? 'passed' : 'failed'} />
						</span>{' '}
						{passed} of {checks} {visibility} checks
					</span>
				);
			})}
			<span class="num">{pointsText(score)}</span>
		</p>
	);
}

/** The server has written control characters out; what looks like a tag is text here as everywhere. */
function Output({ text }: { readonly text: string }) {
	return (
		<details class="twin">
			<summary>What your code printed in the public checks</summary>
			<pre class="code logs">{text}</pre>
		</details>
	);
}

/** For example "13 checks passed, 5 of them hidden". */
function passedWords(passed: number, hidden: number): string {
	const checks = `${passed} ${passed === hidden ? 'hidden ' : ''}${passed === 1 ? 'check' : 'checks'} passed`;
	return hidden === 0 || hidden === passed ? checks : `${checks}, ${hidden} of them hidden`;
}

function Checks({ store, view: { verdict } }: { readonly store: LabStore; readonly view: SeenSubmission }) {
	const checks = verdict?.checks ?? [];
	const failed = checks.filter(({ outcome }) => outcome === 'fail');
	const passed = checks.filter(({ outcome }) => outcome === 'pass');
	const hidden = passed.filter(({ visibility }) => visibility === 'hidden').length;
	return (
		<>
			{failed.length > 0 && <CheckList store={store} checks={failed} />}
			{passed.length > 0 && (
				<details class="twin">
					<summary>{passedWords(passed.length, hidden)}</summary>
					<CheckList store={store} checks={passed} />
				</details>
			)}
		</>
	);
}
