/** The box to ask in: what is sent, how far the answer may go and what that costs, before it is asked. */
import { MAX_QUESTION_CHARS, type TutorView } from '#contract/tutor.ts';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import { COMMAND } from './keys-dialog.tsx';
import { chosenLevel, TUTOR_CONTEXT, type TutorContext, type TutorKeeper } from './tutor-keeper.ts';

const NAMES: Readonly<Record<TutorContext, string>> = { task: 'the task', code: 'your code', verdict: 'your last verdict' };

interface FormProps {
	readonly tutor: TutorKeeper;
	readonly view: TutorView;
}

export function TutorForm({ tutor, view }: FormProps) {
	const isWorking = tutor.work.value !== '';
	const level = chosenLevel(view, tutor.level.value);
	const isSpent = view.left.replies === 0;
	const ask = (event: Event): void => {
		event.preventDefault();
		void tutor.ask();
	};
	return (
		<form class="stack tight tutor-form" onSubmit={ask}>
			<Sent tutor={tutor} />
			<div class="field">
				<label for="tutor-question">Your question</label>
				<textarea
					class="input"
					id="tutor-question"
					rows={3}
					maxLength={MAX_QUESTION_CHARS}
					value={tutor.question.value}
					disabled={isSpent}
					aria-describedby="tutor-keys tutor-left"
					onInput={(event) => (tutor.question.value = event.currentTarget.value)}
				/>
				<p class="hint" id="tutor-keys">
					<kbd>{COMMAND} ↵</kbd> asks, <kbd>↵</kbd> begins a new line.
				</p>
			</div>
			<HowFar tutor={tutor} view={view} level={level} />
			<p class="row">
				<button type="submit" class="btn btn-s" disabled={isSpent} aria-disabled={isWorking} aria-describedby="tutor-price tutor-left">
					{level === 0 ? 'Ask about tools' : `Ask at rung ${level}`}
				</button>
				{isWorking && (
					<button type="button" class="btn btn-s btn-quiet" onClick={() => tutor.stop()}>
						Stop
					</button>
				)}
				<span class="meta" id="tutor-left">
					{leftInWords(view.left)}
				</span>
			</p>
			<p class={isWorking ? 'meta' : 'vh'} role="status">
				{tutor.work.value}
			</p>
			{tutor.problem.value !== null && (
				<p class="fail" role="alert">
					{tutor.problem.value}
				</p>
			)}
		</form>
	);
}

function Sent({ tutor }: Pick<FormProps, 'tutor'>) {
	const sent = tutor.sent.value;
	const toggle = (part: TutorContext, isSent: boolean): void => {
		const next = new Set(sent);
		if (isSent) next.add(part);
		else next.delete(part);
		tutor.sent.value = next;
		requestAnimationFrame(() => document.getElementById(`tutor-sent-${part}`)?.focus());
	};
	return (
		<div class="row" role="group" aria-label="Sent with your question">
			<span class="meta">Sent with it:</span>
			{TUTOR_CONTEXT.map((part) =>
				sent.has(part) ? (
					<span class="chip" key={part}>
						{NAMES[part]}{' '}
						<button type="button" id={`tutor-sent-${part}`} aria-label={`Do not send ${NAMES[part]}`} onClick={() => toggle(part, false)}>
							<Icon name="fail" />
						</button>
					</span>
				) : (
					<button
						type="button"
						class="btn btn-s btn-quiet"
						key={part}
						id={`tutor-sent-${part}`}
						aria-label={`Send ${NAMES[part]} too`}
						onClick={() => toggle(part, true)}
					>
						+ {NAMES[part]}
					</button>
				),
			)}
		</div>
	);
}

function HowFar({ tutor, view, level }: FormProps & { readonly level: number }) {
	const price = view.levels.find((each) => each.level === level)?.price ?? '';
	return (
		<div class="field">
			<label for="tutor-level">How far the answer may go</label>
			<select
				class="input"
				id="tutor-level"
				value={String(level)}
				aria-describedby="tutor-price"
				onChange={({ currentTarget: { value } }) => (tutor.level.value = Number(value))}
			>
				{view.levels.map((each) => (
					<option key={each.level} value={String(each.level)}>
						{each.level === 0 ? each.title : `Rung ${each.level}: ${each.title}`}
					</option>
				))}
			</select>
			<p class="hint" id="tutor-price">
				{price}
			</p>
		</div>
	);
}

function leftInWords({ replies, of, opensAt }: TutorView['left']): string {
	if (replies > 0) return `${replies} of ${of} answers left in this half hour`;
	const until = opensAt === null ? 'later' : `at ${clock(opensAt)}`;
	return `${of} answers in half an hour are the limit here. The prepared hints stay open; the tutor answers again ${until}.`;
}
