/** The bar's buttons and the status bar: what can be done, and where things stand. */
import { useSignal } from '@preact/signals';
import type { StoredDraft } from '#contract/submission.ts';
import { clock, describeSync } from './draft-sync.ts';
import type { EditorDesk } from './editor-desk.ts';
import type { LabStore } from './lab-store.ts';
import { LeaveSitting } from './leave-sitting.tsx';

/** What the status bar says of how the gradients of this backend were checked. */
const SELF_CHECK = {
	passed: 'gradient self-check passed',
	remembered: 'gradient self-check passed before',
	'fell-back': 'gradient self-check: fell back',
} as const;

export function LabActions({ store }: { readonly store: LabStore }) {
	const isBusy = store.isBusy.value;
	const sent = store.submission.state.value;
	// A check that was passed takes no further submission.
	const isOver = store.workspace.sitting !== null && sent.at === 'submitted' && sent.view?.verdict?.outcome === 'accepted';
	return (
		<>
			{store.workspace.sitting !== null && <LeaveSitting store={store} />}
			<button type="button" class="btn btn-s" disabled={isBusy} onClick={() => void store.runChecks()}>
				{store.workspace.sitting === null ? 'Run checks' : 'Run'} <kbd>Ctrl ↵</kbd>
			</button>
			{store.workspace.lab.trains && (
				<button type="button" class="btn btn-s" disabled={isBusy} onClick={() => void store.train()}>
					Train <kbd>⇧ ↵</kbd>
				</button>
			)}
			{store.workspace.signedIn ? (
				<button
					type="button"
					class="btn btn-s btn-go"
					disabled={sent.at === 'sending' || sent.at === 'uploading' || isOver}
					onClick={() => void store.submit()}
				>
					Submit
				</button>
			) : (
				<a class="btn btn-s btn-go" data-sign-up href={`/signup?next=${encodeURIComponent(`/lab/${store.workspace.lab.id}`)}`}>
					Sign up to submit
				</a>
			)}
		</>
	);
}

export function StatusBar({ store }: { readonly store: LabStore }) {
	const ready = store.ready.value;
	const run = store.training.value;
	const backend = ready && { webgpu: 'WebGPU', wasm: 'WASM', cpu: 'processor' }[ready.backend];
	return (
		<>
			{ready ? (
				<span title={ready.reason}>
					<span class="dot" />
					{backend} · {ready.adapter}
				</span>
			) : (
				<span>{store.sessionState.value === 'starting' ? 'starting' : 'not started'}</span>
			)}
			<span role="status">{describeSync(store.drafts.sync.value, store.workspace.signedIn)}</span>
			{run && (
				<span>
					step {run.step} of {run.steps}
				</span>
			)}
			{run?.tokensPerSecond && <span>{Math.round(run.tokensPerSecond).toLocaleString('en')} tokens/s</span>}
			{ready && <span>{SELF_CHECK[ready.selfCheck]}</span>}
			<span class="push" />
			{store.isBusy.value && (
				<button type="button" class="btn btn-quiet btn-s" onClick={() => void store.session.stop()}>
					Stop
				</button>
			)}
		</>
	);
}

interface NoticeProps {
	readonly store: LabStore;
	readonly desk: EditorDesk;
	/** This visit began with work that the server did not have. */
	readonly isRecovered: boolean;
}

/** What must be read before going on: two versions of the draft, a session that has ended, work that came back. */
export function DraftNotice({ store, desk, isRecovered }: NoticeProps) {
	const { state, message, theirs } = store.drafts.sync.value;
	const isSeen = useSignal(false);
	if (state === 'conflict' && theirs !== null) return <Conflict store={store} desk={desk} theirs={theirs} />;
	if (state === 'signed-out' || state === 'refused')
		return <Unsaved store={store} isSignedOut={state === 'signed-out'} message={message} />;
	if (!isRecovered || isSeen.value) return null;
	return (
		<div class="callout" role="status">
			<p>This browser had work that the server did not have yet. It is back, and is saved now.</p>
			<p class="row">
				<button type="button" class="btn btn-s" onClick={() => (isSeen.value = true)}>
					Good
				</button>
			</p>
		</div>
	);
}

/** The text that is not chosen becomes a named version: nothing is lost either way. */
function Conflict({ store, desk, theirs }: { readonly store: LabStore; readonly desk: EditorDesk; readonly theirs: StoredDraft }) {
	const mine = store.code.value;
	const settle = async (keep: 'mine' | 'theirs'): Promise<void> => {
		const name = keep === 'mine' ? `From the other tab, ${clock(theirs.updatedAt)}` : `From this tab, ${clock(Date.now())}`;
		if (!(await desk.versions.save(name, keep === 'mine' ? theirs.code : mine))) return;
		store.drafts.choose(keep);
		desk.toast.value = { text: `The other text is kept under Versions as “${name}”.`, undo: null };
	};
	const compare = (): void => {
		desk.difference.value = {
			before: { title: 'the other tab or device', code: theirs.code },
			after: { title: 'what is here', code: mine },
		};
	};
	return (
		<div class="callout callout-warn" role="alert">
			<p>Another tab or device saved this lab at {clock(theirs.updatedAt)}. Which text goes on? The other is kept as a version.</p>
			<p class="row">
				<button type="button" class="btn btn-s" onClick={() => void settle('mine')}>
					Keep what is here
				</button>
				<button type="button" class="btn btn-s" onClick={() => void settle('theirs')}>
					Take the other
				</button>
				<button type="button" class="btn btn-quiet btn-s" onClick={compare}>
					Compare
				</button>
				{desk.versions.problem.value !== null && <span class="fail">{desk.versions.problem.value}</span>}
			</p>
		</div>
	);
}

function Unsaved({
	store,
	isSignedOut,
	message,
}: {
	readonly store: LabStore;
	readonly isSignedOut: boolean;
	readonly message: string | null;
}) {
	return (
		<div class="callout callout-warn" role="alert">
			<p>{message} Nothing you typed is lost.</p>
			<p class="row">
				{isSignedOut && (
					<a href="/login?switch" target="_blank" rel="noopener">
						Sign in, in a new tab
					</a>
				)}
				<button type="button" class="btn btn-s" onClick={() => void store.drafts.saveNow()}>
					Save again
				</button>
			</p>
		</div>
	);
}
