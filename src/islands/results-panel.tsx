/** Practice and verdict, kept apart: what this browser says is practice, what the server says counts. The newer one stands first. */
import { ChecksPanel, describeHere } from './checks-panel.tsx';
import { CommentNotes } from './comment-notes.tsx';
import type { LabStore } from './lab-store.ts';
import { SubmissionNotice } from './submission-notice.tsx';
import { judged, VerdictPanel } from './verdict-panel.tsx';

export function ResultsPanel({ store }: { readonly store: LabStore }) {
	return (
		<>
			<CommentNotes store={store} />
			<Results store={store} />
		</>
	);
}

function Results({ store }: { readonly store: LabStore }) {
	const view = judged(store);
	const run = store.checks.value;
	if (view === null)
		return (
			<>
				<SubmissionNotice store={store} />
				<ChecksPanel store={store} />
			</>
		);
	const isPracticeNewer = run !== null && run.startedAt > view.createdAt;
	return isPracticeNewer ? (
		<>
			<SubmissionNotice store={store} />
			<ChecksPanel store={store} />
			<details class="twin other-result">
				<summary>The verdict of the server on what you submitted before</summary>
				<VerdictPanel store={store} view={view} />
			</details>
		</>
	) : (
		<>
			<SubmissionNotice store={store} />
			<VerdictPanel store={store} view={view} />
			{run !== null && (
				<details class="twin other-result">
					<summary>Practice in this browser: {lower(describeHere(store, run))}</summary>
					<ChecksPanel store={store} />
				</details>
			)}
		</>
	);
}

function lower(sentence: string): string {
	return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}
