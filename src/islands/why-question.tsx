/** The question that follows the worked solution: answered in a sentence, kept, shown back, and answered again as often as one likes. Then the way to the credit. */
import { useSignal } from '@preact/signals';
import type { HelpView, RungView } from '#contract/help.ts';
import { clock } from './draft-sync.ts';
import { sayFrom } from './help-words.ts';
import type { LabStore } from './lab-store.ts';

interface WhyProps {
	readonly store: LabStore;
	readonly help: HelpView;
	readonly why: NonNullable<RungView['why']>;
}

export function WhyQuestion({ store, help, why: { html, answer } }: WhyProps) {
	const text = useSignal(answer?.text ?? '');
	const said = useSignal('');
	const isSending = useSignal(false);
	const keep = async (event: SubmitEvent): Promise<void> => {
		event.preventDefault();
		if (isSending.value) return;
		isSending.value = true;
		const problem = await store.ladder.send('help/5/why', { answer: text.value.trim() });
		isSending.value = false;
		said.value = problem ?? 'Kept. You and the instructor of your cohort can read it; it changes no number.';
	};
	return (
		<form class="stack tight why" onSubmit={(event) => void keep(event)}>
			{/* Authored by us and made into HTML on the server. */}
			<div class="rung-text" id="why-question" dangerouslySetInnerHTML={{ __html: html }} />
			{answer !== null && (
				<blockquote class="why-answer">
					<p>{answer.text}</p>
					<p class="meta">Your answer, {clock(answer.t)}</p>
				</blockquote>
			)}
			<label class="field">
				<span class="label">{answer === null ? 'Your answer, in a sentence or two' : 'Answer again'}</span>
				<textarea
					class="input"
					rows={3}
					maxLength={2_000}
					aria-describedby="why-question"
					value={text.value}
					onInput={(event) => (text.value = event.currentTarget.value)}
				/>
			</label>
			<p class="row">
				<button type="submit" class="btn btn-s" disabled={isSending.value}>
					{answer === null ? 'Keep my answer' : 'Keep the new answer'}
				</button>
				<span role="status">{said.value}</span>
			</p>
			{answer !== null && <Recheck store={store} help={help} />}
		</form>
	);
}

function Recheck({ store, help: { decision, recheckFrom } }: { readonly store: LabStore; readonly help: HelpView }) {
	const invited = decision.recheck?.kind === 'restore-credit' ? decision.recheck.from : null;
	const from = invited ?? recheckFrom;
	if (from === null) return null;
	const when = sayFrom(from, Date.now());
	if (invited === null)
		return <p>Write the lab from memory and submit it. The credit then comes back in full with a re-check, from {when}.</p>;
	return (
		<p>
			Credit comes back in full with a <a href={`/recheck/${store.workspace.lab.id}`}>re-check</a>, from {when}.
		</p>
	);
}
