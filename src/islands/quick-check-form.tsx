/** The quick form of a re-check: lines to put in order, or one question. Says what the server says of an answer, and what it changed. */
import { useSignal } from '@preact/signals';
import type { ParsonsGrade } from '#contract/parsons.ts';
import type { QuickAnswer, QuickCheck, QuickVerdict } from '#contract/recheck.ts';
import { callApi } from './api.ts';
import { Icon } from './icon.tsx';
import { ParsonsForm } from './parsons-form.tsx';

interface QuickCheckProps {
	readonly check: QuickCheck;
	readonly labId: string;
}

export function QuickCheckForm({ check, labId }: QuickCheckProps) {
	const verdict = useSignal<QuickVerdict | null>(null);
	/** The verdict, or the sentence that says why there is none. */
	const answer = async (given: QuickAnswer): Promise<QuickVerdict | string> => {
		const result = await callApi<QuickVerdict>('POST', `/api/rechecks/${labId}/answer`, given);
		if (!result.ok) return result.message;
		verdict.value = result.value;
		return result.value;
	};
	const isDone = verdict.value !== null && (verdict.value.isPassed || check.form === 'question');
	return (
		<div class="stack">
			{check.form === 'parsons' && !isDone && (
				<ParsonsForm label="Lines of the program" cards={check.cards} hasStrays check={(order) => orderOf(answer, order)} />
			)}
			{check.form === 'question' && <Question check={check} isDone={isDone} answer={answer} />}
			{verdict.value !== null && <Verdict verdict={verdict.value} labId={labId} isDone={isDone} />}
			{!isDone && (
				<form method="post" action={`/recheck/${labId}`}>
					<button type="submit" class="btn btn-quiet btn-s" name="leave" value="1">
						Leave
					</button>
				</form>
			)}
		</div>
	);
}

/** A wrong order is not told where it goes wrong. */
async function orderOf(
	answer: (given: QuickAnswer) => Promise<QuickVerdict | string>,
	order: readonly string[],
): Promise<ParsonsGrade | string> {
	const said = await answer({ form: 'parsons', order: [...order] });
	if (typeof said === 'string') return said;
	return { isRight: said.isPassed, wrongAt: null, missing: 0, sentence: said.message };
}

interface QuestionProps {
	readonly check: Extract<QuickCheck, { form: 'question' }>;
	readonly isDone: boolean;
	readonly answer: (given: QuickAnswer) => Promise<QuickVerdict | string>;
}

function Question({ check: { prompt, choices }, isDone, answer }: QuestionProps) {
	const chosen = useSignal<number | null>(null);
	const problem = useSignal('');
	const isSending = useSignal(false);
	const send = async (event: Event): Promise<void> => {
		event.preventDefault();
		if (chosen.value === null) problem.value = 'Choose one of the answers first.';
		if (chosen.value === null || isSending.value) return;
		isSending.value = true;
		const said = await answer({ form: 'question', choice: chosen.value });
		isSending.value = false;
		problem.value = typeof said === 'string' ? said : '';
	};
	return (
		<form class="stack" onSubmit={(event) => void send(event)}>
			<fieldset disabled={isDone}>
				<legend>{prompt}</legend>
				{choices.map((choice, at) => (
					<label key={choice} class="choice">
						<input type="radio" name="choice" checked={chosen.value === at} onChange={() => (chosen.value = at)} />
						<span>{choice}</span>
					</label>
				))}
			</fieldset>
			<p class="row">
				{!isDone && (
					<button type="submit" class="btn btn-go" disabled={isSending.value}>
						Answer
					</button>
				)}
				<span role="alert">{problem.value}</span>
			</p>
		</form>
	);
}

function Verdict({ verdict, labId, isDone }: { readonly verdict: QuickVerdict; readonly labId: string; readonly isDone: boolean }) {
	const { isPassed, message, explanation, before, after, effect } = verdict;
	return (
		<div class={`callout ${isPassed ? 'callout-pass' : 'callout-warn'}`} role="status">
			<Icon name={isPassed ? 'pass' : 'info'} />
			<div class="stack tight">
				<p>
					<strong>{message}</strong> {explanation}
				</p>
				<p class="num">
					{before.toFixed(2)} → <strong>{after.toFixed(2)}</strong>
				</p>
				<p>{effect}</p>
				{isDone && (
					<p class="row">
						<a class="btn btn-s" href="/me">
							My work
						</a>
						<a class="btn btn-quiet btn-s" href={`/recheck/${labId}`}>
							Back to the re-check
						</a>
					</p>
				)}
			</div>
		</div>
	);
}
