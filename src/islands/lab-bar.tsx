/** The bar's buttons and the status bar: what can be done, and where things stand. */
import { describeSync } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';

export function LabActions({ store }: { readonly store: LabStore }) {
	const isBusy = store.isBusy.value;
	const sending = store.submission.state.value.at;
	return (
		<>
			<button type="button" class="btn btn-s" disabled={isBusy} data-after-editor onClick={() => void store.runChecks()}>
				Run checks <kbd>Ctrl ↵</kbd>
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
					disabled={sending === 'sending' || sending === 'uploading'}
					onClick={() => void store.submit()}
				>
					Submit
				</button>
			) : (
				<a class="btn btn-s btn-go" href={`/signup?next=${encodeURIComponent(`/lab/${store.workspace.lab.id}`)}`}>
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
			{ready && <span>{ready.selfCheck === 'passed' ? 'gradient self-check passed' : 'gradient self-check: fell back'}</span>}
			<span class="push" />
			{store.isBusy.value && (
				<button type="button" class="btn btn-quiet btn-s" onClick={() => void store.session.stop()}>
					Stop
				</button>
			)}
			<span class="wide-only">
				<kbd>Esc</kbd> leaves the editor
			</span>
		</>
	);
}

/** What must be read before going on: two versions of the draft, or a session that has ended. */
export function DraftNotice({ store }: { readonly store: LabStore }) {
	const { state, message } = store.drafts.sync.value;
	if (state === 'conflict') {
		return (
			<div class="callout callout-warn" role="alert">
				<p>Another tab or device saved this lab meanwhile. Which version goes on?</p>
				<p class="row">
					<button type="button" class="btn btn-s" onClick={() => store.drafts.choose('mine')}>
						Keep what is here
					</button>
					<button type="button" class="btn btn-s" onClick={() => store.drafts.choose('theirs')}>
						Take the other
					</button>
				</p>
			</div>
		);
	}
	if (state !== 'signed-out' && state !== 'refused') return null;
	return (
		<div class="callout callout-warn" role="alert">
			<p>{message} Nothing you typed is lost.</p>
			<p class="row">
				{state === 'signed-out' && (
					<a href="/login" target="_blank" rel="noopener">
						Log in, in a new tab
					</a>
				)}
				<button type="button" class="btn btn-s" onClick={() => void store.drafts.saveNow()}>
					Save again
				</button>
			</p>
		</div>
	);
}
