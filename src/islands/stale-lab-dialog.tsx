/** The lab was edited while this page was open: which versions, where to see the new task, and that the code stays. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { LabWorkspace } from '#contract/submission.ts';
import { callApi } from './api.ts';
import type { LabStore } from './lab-store.ts';

interface StaleLabDialogProps {
	readonly store: LabStore;
	/** The server's sentence. */
	readonly message: string;
	readonly onClose: () => void;
}

export function StaleLabDialog({ store, message, onClose }: StaleLabDialogProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const current = useSignal<LabWorkspace | null>(null);
	const { lab, api } = store.workspace;
	useEffect(() => {
		dialog.current?.showModal();
		void callApi<LabWorkspace>('GET', `${api}/workspace`).then((result) => {
			if (result.ok) current.value = result.value;
		});
	}, [api, current]);
	const load = async (): Promise<void> => {
		await store.drafts.saveNow();
		location.reload();
	};
	const now = current.value;
	return (
		<dialog class="dialog" ref={dialog} aria-labelledby="stale-title" onClose={onClose}>
			<header>
				<h2 id="stale-title">This lab has a newer version</h2>
			</header>
			<div class="body">
				<p>{message}</p>
				<dl class="statlist">
					<div>
						<dt>this page</dt>
						<dd>version {lab.version}</dd>
					</div>
					<div>
						<dt>current</dt>
						<dd>{now === null ? '…' : `version ${now.lab.version}`}</dd>
					</div>
				</dl>
				{now !== null && <p>{describeChange(store.workspace, now)}</p>}
				<p>
					<a href={`/lab/${lab.id}`} target="_blank" rel="noopener">
						Read the new task in a new tab
					</a>
				</p>
			</div>
			<footer>
				<button type="button" class="btn" onClick={() => dialog.current?.close()}>
					Stay here
				</button>
				<button type="button" class="btn btn-go" onClick={() => void load()}>
					Load the new version with my code
				</button>
			</footer>
		</dialog>
	);
}

/** What the page itself can tell of the difference. */
export function describeChange(before: LabWorkspace, after: LabWorkspace): string {
	const changed = [
		before.starter === after.starter ? null : 'the starter',
		before.lab.exports.join() === after.lab.exports.join() ? null : `what must be exported (now ${after.lab.exports.join(', ')})`,
		JSON.stringify(before.lab.presets) === JSON.stringify(after.lab.presets) ? null : 'the training presets',
		JSON.stringify(before.diagnoses) === JSON.stringify(after.diagnoses) ? null : 'the explanations of failing checks',
	].filter((part) => part !== null);
	return changed.length === 0
		? 'The task or its checks were edited; starter, exports and presets are as before.'
		: `Changed: ${changed.join(', ')}.`;
}
