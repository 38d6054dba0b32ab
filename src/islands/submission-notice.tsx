/** Where a submission stands until it is judged: what happened, what is safe, what to do next. Never says "submitted" before the server did. */
import { useSignal } from '@preact/signals';
import { momentText } from '#contract/zoned-time.ts';
import { clock } from './draft-sync.ts';
import { Icon, type IconName } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { StaleLabDialog } from './stale-lab-dialog.tsx';
import type { Held } from './submission-drain.ts';
import { describeQueue, type Queue } from './submission-queue.ts';
import type { SeenSubmission, SubmitState } from './submit-keeper.ts';

export function SubmissionNotice({ store }: { readonly store: LabStore }) {
	const { submission } = store;
	const state = submission.state.value;
	const held = submission.held.value;
	return (
		<div class="stack" role="status">
			{submission.notices.value.map((sentence) => (
				<p key={sentence} class="callout callout-yours">
					{sentence}
				</p>
			))}
			{state.at === 'uploading' && <Uploading share={state.share} />}
			{state.at === 'sending' && <p class="meta">Sending your code.</p>}
			{state.at === 'refused' && <Refused store={store} state={state} />}
			{state.at === 'submitted' && state.view?.state !== 'done' && <Waiting view={state.view} />}
			{held !== null && <Kept store={store} held={held} queue={submission.waiting.value} />}
		</div>
	);
}

function Uploading({ share }: { readonly share: number }) {
	return (
		<div class="state-line">
			<p>
				Sending the trained weights: <span class="num">{Math.round(share * 100)} %</span>
			</p>
			<progress value={share} max={1} aria-label="Weights sent" />
		</div>
	);
}

type Of<At extends SubmitState['at']> = Extract<SubmitState, { at: At }>;
const KEPT_TITLES = {
	offline: 'You are offline; your work is not.',
	'signed-out': 'You are not signed in here.',
	ours: 'Our side did not take it.',
	'too-many': 'The server takes no more of yours for now.',
} as const;

function Kept({ store, held: { why, message }, queue }: { readonly store: LabStore; readonly held: Held; readonly queue: Queue }) {
	const again = (): void => void store.submission.resume();
	return (
		<Box icon="wait" look="callout-warn" title={KEPT_TITLES[why]}>
			<p>{why === 'offline' ? 'Reading, editing, checks and training go on: they run on this machine.' : message}</p>
			<p>{why === 'signed-out' ? 'Sign in, and what waits here goes out when you come back to this page.' : describeQueue(queue, why)}</p>
			<ul class="reasons">
				{queue.map(({ key, title, writtenAt }) => (
					<li key={key}>
						<Icon name="clock" />
						<span>
							{title} · written {clock(writtenAt)} · <strong>not submitted yet</strong>
						</span>
					</li>
				))}
			</ul>
			{store.workspace.dues.map(({ cohort, due }) => (
				<p key={cohort.id}>
					This lab is due {momentText(due.dueAt, due.timeZone)} ({due.timeZone}). What counts is when the server has recorded it, not when
					it was written. If you stay offline until then, tell your instructor: they can give you more time.
				</p>
			))}
			<p class="row">
				<button type="button" class="btn btn-s" onClick={again}>
					Try again now
				</button>
				{why === 'signed-out' && (
					<a href="/login?switch" target="_blank" rel="noopener">
						Sign in, in a new tab
					</a>
				)}
			</p>
		</Box>
	);
}

function Refused({ store, state }: { readonly store: LabStore; readonly state: Of<'refused'> }) {
	const isOpen = useSignal(true);
	const preset = store.workspace.lab.presets[store.preset.value];
	return (
		<Box icon="warn" look="callout-warn" title="Not submitted.">
			<p>{state.message}</p>
			{state.why === 'no-weights' && (
				<p class="row">
					<button type="button" class="btn btn-s" disabled={store.isBusy.value} onClick={() => void store.train()}>
						Train {preset?.label}
					</button>
					<span class="meta">then submit: the weights go along</span>
				</p>
			)}
			{state.why === 'old-version' && (
				<p class="row">
					<button type="button" class="btn btn-s" onClick={() => (isOpen.value = true)}>
						What changed
					</button>
				</p>
			)}
			{state.why === 'old-version' && isOpen.value && (
				<StaleLabDialog store={store} message={state.message} onClose={() => (isOpen.value = false)} />
			)}
		</Box>
	);
}

function Waiting({ view }: { readonly view: SeenSubmission | null }) {
	if (view?.state === 'needs-staff')
		return (
			<Box icon="warn" look="callout-warn" title="The grader failed. You did not.">
				<p>Something of ours stopped while judging it: our fault, not counted. Your submission is kept and staff see it.</p>
			</Box>
		);
	if (view?.state === 'waiting')
		return (
			<Box icon="wait" look="callout-yours" title="Submitted. Waiting for a grader.">
				<p>
					The grader is not running at the moment. Your submission is safe, it is judged when the grader is back, and the time you wait
					never counts.
				</p>
				<p class="meta num">
					received {clock(view.createdAt)}
					{view.lateness.map((words) => `, ${words}`)}
				</p>
			</Box>
		);
	if (view?.state === 'running') return <Box icon="wait" look="callout-yours" title="Submitted. It is being judged." />;
	return (
		<Box icon="wait" look="callout-yours" title="Submitted.">
			<p>
				{view?.ahead ? `${view.ahead} ahead of you. You can close this page: the verdict comes to My work.` : 'It is judged in a moment.'}
			</p>
		</Box>
	);
}

interface BoxProps {
	readonly icon: IconName;
	readonly look: string;
	readonly title: string;
	readonly children?: preact.ComponentChildren;
}

function Box({ icon, look, title, children }: BoxProps) {
	return (
		<div class={`callout ${look}`}>
			<Icon name={icon} />
			<div class="stack tight">
				<p>
					<strong>{title}</strong>
				</p>
				{children}
			</div>
		</div>
	);
}
