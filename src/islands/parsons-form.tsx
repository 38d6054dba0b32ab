/**
 * Lines to put in order, by keyboard, pointer or touch, without dragging: a line that has the focus moves with the arrow keys, and every line has two buttons.
 * Knows no right order; what it says about one comes from `check`.
 */
import { useSignal } from '@preact/signals';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import type { ParsonsCard, ParsonsGrade } from '#contract/parsons.ts';
import { Icon } from './icon.tsx';

interface ParsonsFormProps {
	/** What the lines are, for a screen reader. */
	readonly label: string;
	readonly cards: readonly ParsonsCard[];
	/** Some lines may belong nowhere: each can be left out. */
	readonly hasStrays?: boolean;
	/** Words of the button. */
	readonly action?: string;
	/** The server's grade of an order, or the sentence that says why there is none. */
	readonly check: (order: readonly string[]) => Promise<ParsonsGrade | string>;
}

export function ParsonsForm({ label, cards, hasStrays = false, action = 'Check the order', check }: ParsonsFormProps) {
	const order = useSignal(cards.map(({ id }) => id));
	const out = useSignal<readonly string[]>([]);
	const grade = useSignal<ParsonsGrade | null>(null);
	const said = useSignal('');
	const isChecking = useSignal(false);
	const how = useId();
	const frame = useRef<HTMLDivElement>(null);
	const focus = useRef<string | null>(null);
	const textOf = (id: string): string => cards.find((card) => card.id === id)?.text ?? '';

	// A node that changes its place loses the focus.
	useLayoutEffect(() => {
		if (focus.current === null) return;
		frame.current?.querySelector<HTMLElement>(`[data-line="${focus.current}"]`)?.focus();
		focus.current = null;
	});
	const moved = (id: string, sentence: string): void => {
		focus.current = id;
		grade.value = null;
		said.value = sentence;
	};
	const move = (id: string, by: -1 | 1): void => {
		const from = order.value.indexOf(id);
		const to = from + by;
		if (to < 0 || to >= order.value.length) return;
		const next = order.value.filter((each) => each !== id);
		order.value = [...next.slice(0, to), id, ...next.slice(to)];
		moved(id, `Now line ${to + 1} of ${next.length + 1}.`);
	};
	const leaveOut = (id: string): void => {
		order.value = order.value.filter((each) => each !== id);
		out.value = [...out.value, id];
		moved(id, 'Left out.');
	};
	const takeBack = (id: string): void => {
		out.value = out.value.filter((each) => each !== id);
		order.value = [...order.value, id];
		moved(id, `Now line ${order.value.length}, the last.`);
	};
	const submit = async (): Promise<void> => {
		if (isChecking.value) return;
		isChecking.value = true;
		const answer = await check(order.value);
		isChecking.value = false;
		grade.value = typeof answer === 'string' ? null : answer;
		said.value = typeof answer === 'string' ? answer : answer.sentence;
	};
	const key = (id: string, event: KeyboardEvent): void => {
		const by = ({ ArrowUp: -1, ArrowDown: 1 } as const)[event.key];
		if (by === undefined) return;
		event.preventDefault();
		move(id, by);
	};
	const wrongAt = grade.value?.wrongAt ?? null;
	return (
		<div class="stack tight parsons" role="group" aria-label={label} ref={frame}>
			<p class="meta" id={how}>
				Choose a line, then move it with the arrow keys up and down, or with its buttons.
				{hasStrays && ' Some lines belong nowhere: leave those out.'} Brackets that only close are not among the lines.
			</p>
			<ol class="parsons-lines">
				{order.value.map((id, at) => (
					<li key={id} class={at === wrongAt ? 'parsons-wrong' : wrongAt !== null && at < wrongAt ? 'parsons-fits' : ''}>
						<span class="n num" aria-hidden="true">
							{at + 1}
						</span>
						<button
							type="button"
							class="parsons-line"
							data-line={id}
							aria-label={`Line ${at + 1} of ${order.value.length}: ${textOf(id)}`}
							aria-describedby={how}
							onKeyDown={(event) => key(id, event)}
						>
							<code>{textOf(id)}</code>
						</button>
						<span class="parsons-moves">
							<Mover name="up" line={at + 1} isOff={at === 0} go={() => move(id, -1)} />
							<Mover name="down" line={at + 1} isOff={at === order.value.length - 1} go={() => move(id, 1)} />
							{hasStrays && (
								<button type="button" class="btn btn-s btn-quiet" aria-label={`Leave out line ${at + 1}`} onClick={() => leaveOut(id)}>
									<Icon name="fail" />
								</button>
							)}
						</span>
					</li>
				))}
			</ol>
			{out.value.length > 0 && (
				<>
					<p class="meta">Left out</p>
					<ul class="parsons-lines">
						{out.value.map((id) => (
							<li key={id}>
								<span />
								<button
									type="button"
									class="parsons-line"
									data-line={id}
									aria-label={`Take back: ${textOf(id)}`}
									onClick={() => takeBack(id)}
								>
									<code>{textOf(id)}</code>
								</button>
							</li>
						))}
					</ul>
				</>
			)}
			<p class="row">
				<button type="button" class="btn btn-s" disabled={isChecking.value} onClick={() => void submit()}>
					{action}
				</button>
				<span role="status" class={grade.value?.isRight ? 'pass' : ''}>
					{said.value}
				</span>
			</p>
		</div>
	);
}

interface MoverProps {
	readonly name: 'up' | 'down';
	readonly line: number;
	readonly isOff: boolean;
	readonly go: () => void;
}

/** For pointer and touch; the arrow keys do the same on the line itself, so the button is no stop on the way of the Tab key. */
function Mover({ name, line, isOff, go }: MoverProps) {
	return (
		<button type="button" class="btn btn-s btn-quiet" tabIndex={-1} disabled={isOff} aria-label={`Move line ${line} ${name}`} onClick={go}>
			<Icon name={name} />
		</button>
	);
}
