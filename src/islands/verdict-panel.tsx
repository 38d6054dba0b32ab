/** From "submitted" to the verdict: the first failing check, what changed in mastery, and where to go next. */
import type { VerdictEffect } from '#contract/submission.ts';
import { CheckList } from './checks-panel.tsx';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import type { SeenSubmission, SubmitState } from './submit-keeper.ts';

export function VerdictPanel({ store }: { readonly store: LabStore }) {
	const state = store.submission.state.value;
	const view = state.at === 'submitted' ? state.view : null;
	return (
		<div aria-live="polite">
			{state.at !== 'none' && view?.state !== 'done' && (
				<div class={`callout ${state.at === 'refused' ? 'callout-warn' : 'callout-yours'}`}>
					<Icon name="info" />
					<p>{describe(state)}</p>
					{state.at === 'refused' && state.isOldVersion && <a href={location.pathname}>Load the current version; your code stays</a>}
					{state.at === 'kept' && !store.workspace.signedIn && <a href="/login">Log in to submit</a>}
				</div>
			)}
			{view?.verdict && <Verdict store={store} view={view} />}
		</div>
	);
}

function describe(state: SubmitState): string {
	switch (state.at) {
		case 'none':
			return '';
		case 'uploading':
			return `Sending the trained weights: ${Math.round(state.share * 100)} %.`;
		case 'sending':
			return 'Sending.';
		case 'kept':
		case 'refused':
			return state.message;
		case 'submitted':
			return waitingSentence(state.view);
	}
}

function waitingSentence(view: SeenSubmission | null): string {
	if (view?.state === 'waiting')
		return 'Submitted. The grader is not running at the moment; your submission is safe and is judged when it is back.';
	if (view?.state === 'needs-staff')
		return 'Submitted. Something of ours failed while judging it. It counts for nothing; staff have been told.';
	if (view?.state === 'running') return 'Submitted. It is being judged.';
	return view?.ahead ? `Submitted. ${view.ahead} before yours.` : 'Submitted. It is judged in a moment.';
}

function Verdict({ store, view }: { readonly store: LabStore; readonly view: SeenSubmission }) {
	const { verdict, effect } = view;
	if (verdict === undefined) return null;
	const isAccepted = verdict.outcome === 'accepted';
	return (
		<section class="stack" aria-label="Verdict">
			<div class={`callout ${isAccepted ? 'callout-pass' : 'callout-fail'}`}>
				<Icon name={isAccepted ? 'pass' : 'fail'} />
				<p>
					<strong>{isAccepted ? 'Accepted.' : 'Not accepted yet.'}</strong> {verdict.message}
				</p>
			</div>
			<CheckList store={store} checks={verdict.checks} />
			{verdict.weights?.map((weights) => (
				<p key={weights.name}>
					<strong class={weights.outcome}>{weights.loss.toFixed(2)}</strong> nats per token on hidden text; the target is{' '}
					{weights.target.toFixed(2)}, the floor {weights.floor.toFixed(2)}. {weights.message}
				</p>
			))}
			{effect && <Effect effect={effect} />}
			<hr />
		</section>
	);
}

function Effect({ effect }: { readonly effect: VerdictEffect }) {
	const [from, to] = [Math.min(effect.before, effect.after), effect.after];
	return (
		<>
			<div class="gain-row">
				<strong>{effect.skillTitle}</strong>
				<span class="scale" style={{ '--p': to, '--from': from, '--to': effect.owed }}>
					<span class="fill" />
					{to > from && <span class="gain" />}
					{effect.owed > to && <span class="owed" />}
					<span class="mark" />
				</span>
				<span class="num">
					{effect.before.toFixed(2)} → {effect.after.toFixed(2)}
				</span>
				{effect.credit < 1 && <span class="why meta">A pass counted {effect.credit.toFixed(2)}: help was open.</span>}
			</div>
			{effect.next && (
				<p>
					<a class="btn btn-go" href={effect.next.href}>
						{effect.next.title}
					</a>
				</p>
			)}
		</>
	);
}
