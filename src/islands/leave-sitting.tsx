/** The way out of a re-check: free at any time, and said so. After a pass it only closes the workspace. */
import { useSignal } from '@preact/signals';
import { callApi } from './api.ts';
import type { LabStore } from './lab-store.ts';

export function LeaveSitting({ store }: { readonly store: LabStore }) {
	const isLeaving = useSignal(false);
	const problem = useSignal<string | null>(null);
	const { lab, api } = store.workspace;
	const home = `/recheck/${lab.id}`;
	const state = store.submission.state.value;
	if (state.at === 'submitted' && state.view?.verdict?.outcome === 'accepted')
		return (
			<a class="btn btn-s" href={home}>
				Close
			</a>
		);
	const leave = async (): Promise<void> => {
		isLeaving.value = true;
		await store.drafts.saveNow();
		const result = await callApi('POST', `${api}/leave`, {});
		isLeaving.value = false;
		problem.value = result.ok ? null : result.message;
		if (result.ok) location.assign(home);
	};
	return (
		<>
			{problem.value !== null && (
				<span class="fail" role="alert">
					{problem.value}
				</span>
			)}
			<button
				type="button"
				class="btn btn-s btn-quiet"
				disabled={isLeaving.value}
				title="Costs nothing; what you wrote is kept"
				onClick={() => void leave()}
			>
				Leave
			</button>
		</>
	);
}
