/** A question to a person, and what was asked and answered before. Whoever has nobody to ask is told so before they write. */
import { useSignal } from '@preact/signals';
import type { HelpView } from '#contract/help.ts';
import { clock } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';
import { TextWithRuns } from './text-with-runs.tsx';

interface AskProps {
	readonly store: LabStore;
	readonly help: HelpView;
}

export function AskPerson({ store, help: { people } }: AskProps) {
	const text = useSignal('');
	const said = useSignal('');
	const isSending = useSignal(false);
	if (people.length === 0)
		return (
			<p class="meta">
				You are in no cohort, so nobody here would read a question. <a href="/join">Join one with a code</a>, or ask somebody you know.
			</p>
		);
	const send = async (event: SubmitEvent): Promise<void> => {
		event.preventDefault();
		if (isSending.value) return;
		isSending.value = true;
		const problem = await store.ladder.send('ask', { text: text.value.trim() });
		isSending.value = false;
		said.value = problem ?? 'Sent. The answer appears here.';
		if (problem === null) text.value = '';
	};
	return (
		<form class="stack tight" onSubmit={(event) => void send(event)}>
			<label class="field">
				<span class="label">Ask {people.join(' or ')}</span>
				<textarea
					class="input"
					rows={3}
					maxLength={1_000}
					value={text.value}
					onInput={(event) => (text.value = event.currentTarget.value)}
				/>
				<span class="hint">
					They see your question, your submissions and your work in this lab. A link to a run that you share (under Compare) can stand in
					it.
				</span>
			</label>
			<p class="row">
				<button type="submit" class="btn btn-s" disabled={isSending.value}>
					Send the question
				</button>
				<span role="status">{said.value}</span>
			</p>
		</form>
	);
}

/** Shown whether or not the exits are: an answer is not taken away. */
export function AskedQuestions({ help: { questions } }: { readonly help: HelpView }) {
	if (questions.length === 0) return null;
	return (
		<section class="stack tight" aria-labelledby="asked-title">
			<h3 id="asked-title">Your questions</h3>
			<ul class="stack tight">
				{questions.map(({ id, text, askedAt, answer }) => (
					<li key={id}>
						<p>
							<TextWithRuns text={text} />
						</p>
						<p class="meta">
							asked {clock(askedAt)}
							{answer === null && ', not answered yet'}
						</p>
						{answer !== null && (
							<blockquote class="why-answer">
								<p>
									<TextWithRuns text={answer.text} />
								</p>
								<p class="meta">
									{answer.by}, {clock(answer.at)}
								</p>
							</blockquote>
						)}
					</li>
				))}
			</ul>
		</section>
	);
}
