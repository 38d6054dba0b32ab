/** One turn with the tutor: the question, the checked answer or the prepared hint instead of it, what it counted, and the way to take it back. */
import type { TutorTurnView } from '#contract/tutor.ts';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { TutorKeeper } from './tutor-keeper.ts';

export function TutorTurn({ tutor, turn }: { readonly tutor: TutorKeeper; readonly turn: TutorTurnView }) {
	const { question, html, notice } = turn;
	const remove = async (): Promise<void> => {
		await tutor.remove(turn.id);
		document.getElementById('tutor-title')?.focus();
	};
	if (question === null) return <p class="meta">A turn of {clock(turn.at)} was removed.</p>;
	return (
		<article class="turn stack tight" aria-label={`Turn of ${clock(turn.at)}`}>
			<p class="turn-question">{question}</p>
			{notice !== null && (
				<div class="callout callout-warn">
					<Icon name="info" />
					<p>{notice}</p>
				</div>
			)}
			{/* Made on the server from Markdown, without markup of the model's own. */}
			<div class="rung-text" dangerouslySetInnerHTML={{ __html: html ?? '' }} />
			<p class="row meta">
				<span>
					{clock(turn.at)} · {weightOf(turn.level)}
				</span>
				<span class="push" />
				<button type="button" class="btn btn-s btn-quiet" aria-label={`Remove the turn of ${clock(turn.at)}`} onClick={() => void remove()}>
					Remove
				</button>
			</p>
		</article>
	);
}

function weightOf(level: number | null): string {
	if (level === null) return 'about tools, free';
	return level === 0 ? 'nothing about the core, free' : `counts as rung ${level}`;
}
