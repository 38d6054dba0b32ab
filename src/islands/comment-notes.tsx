/** What an instructor wrote about submissions to this lab, with a way to the line while the code still has it. */

import { useEffect, useRef, useState } from 'preact/hooks';
import { changedAt, type OwnComment } from '#contract/review.ts';
import { timeText } from '#contract/time-text.ts';
import { callApi } from './api.ts';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import { markShown } from './mark-shown.ts';
import { TextWithRuns } from './text-with-runs.tsx';

/** The newest stand open; what came before is one press away. */
const OPEN = 3;

export function CommentNotes({ store }: { readonly store: LabStore }) {
	const { comments, problem, again } = useComments(store);
	const section = useRef<HTMLElement>(null);
	useEffect(() => (section.current === null ? undefined : markShown(section.current)), [comments]);
	if (comments.length === 0 && problem === null) return null;
	const [newest, earlier] = [comments.slice(0, OPEN), comments.slice(OPEN)];
	return (
		<section ref={section} class="stack comment-notes" aria-labelledby="comment-notes-title">
			<h3 id="comment-notes-title">From your instructor</h3>
			{problem !== null && (
				<div class="stack" role="status">
					<p>What your instructor wrote about your submissions could not be read: {problem}</p>
					<p>
						<button type="button" class="btn btn-s" onClick={again}>
							Try again
						</button>
					</p>
				</div>
			)}
			{newest.length > 0 && <CommentRows store={store} comments={newest} />}
			{earlier.length > 0 && (
				<details class="twin">
					<summary>{earlier.length} earlier</summary>
					<CommentRows store={store} comments={earlier} />
				</details>
			)}
		</section>
	);
}

/** Asked when the page opens, and again when that failed and somebody wants it, for whoever is signed in; in a re-check nothing is asked. */
function useComments({ workspace }: LabStore) {
	const [comments, setComments] = useState<readonly OwnComment[]>([]);
	const [problem, setProblem] = useState<string | null>(null);
	const [times, setTimes] = useState(1);
	useEffect(() => {
		if (!workspace.signedIn || workspace.sitting !== null) return;
		void callApi<OwnComment[]>('GET', `${workspace.api}/comments`).then((result) => {
			if (result.ok) setComments(result.value);
			setProblem(result.ok ? null : result.message);
		});
	}, [workspace, times]);
	return { comments, problem, again: () => setTimes(times + 1) };
}

function CommentRows({ store, comments }: { readonly store: LabStore; readonly comments: readonly OwnComment[] }) {
	const lines = store.code.value.split('\n').map((line) => line.trim());
	return (
		<ul class="stack comment-rows">
			{comments.map(({ submittedAt, quote, comment }) => (
				<li key={comment.id} data-unread={comment.isUnread ? comment.id : undefined} data-until={changedAt(comment)}>
					{comment.isUnread && <span class="badge badge-box">new</span>}
					<p class="said">
						<TextWithRuns text={comment.text} />
					</p>
					{quote !== null && comment.line !== null && (
						<p class="meta">
							<Place store={store} line={placeOf(lines, quote, comment.line)} was={comment.line} /> <code>{quote}</code>
						</p>
					)}
					<p class="meta num">
						{comment.by}, on what you submitted {timeText(submittedAt)}
						{comment.editedAt !== null && ', changed since'}
					</p>
				</li>
			))}
		</ul>
	);
}

function Place({ store, line, was }: { readonly store: LabStore; readonly line: number | null; readonly was: number }) {
	return line === null ? <span class="num">line {was} then; not in your code now:</span> : <LineLink store={store} line={line} />;
}

/** Where the line stands now: at its old place, or at the nearest that reads the same. */
function placeOf(lines: readonly string[], quote: string, was: number): number | null {
	const places = lines.flatMap((line, at) => (line === quote && quote !== '' ? [at + 1] : []));
	const nearest = places.toSorted((a, b) => Math.abs(a - was) - Math.abs(b - was));
	return nearest[0] ?? null;
}
