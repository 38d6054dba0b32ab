/** One rung of the ladder: its price before it is opened, what opens it while it is shut, its text and exercise once it was. */
import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { HelpView, RungView } from '#contract/help.ts';
import { explainPrice } from '#learning/explain.ts';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { RungStep } from './rung-step.tsx';
import { WhyQuestion } from './why-question.tsx';

interface RungProps {
	readonly store: LabStore;
	readonly help: HelpView;
	readonly rung: RungView;
	/** The lowest that is shut. */
	readonly isNext: boolean;
}

export function RungCard({ store, help, rung, isNext }: RungProps) {
	const now = help.rungs.findLast(({ state }) => state === 'taken')?.rung;
	const isNow = rung.rung === now;
	const look = isNow ? 'rung-now' : rung.state === 'taken' ? 'rung-taken' : rung.state === 'shut' ? 'rung-shut' : '';
	const before = help.rungs[rung.rung - 2]?.credit ?? 1;
	return (
		<li class={`rung ${look}`}>
			<span class="n">{rung.rung}</span>
			<h3 id={`rung-${rung.rung}`} tabIndex={-1}>
				{rung.title} {rung.openedAt !== undefined && <span class="meta opened">opened {clock(rung.openedAt)}</span>}
			</h3>
			<span class="cost num">
				{rung.state === 'taken' ? `a pass counts ${rung.credit.toFixed(2)}` : `${before.toFixed(2)} → ${rung.credit.toFixed(2)}`}
			</span>
			<div class="body stack tight">
				{rung.html !== undefined && <Shown store={store} rung={rung} html={rung.html} isNow={isNow} />}
				{rung.why !== undefined && <WhyQuestion store={store} help={help} why={rung.why} />}
				{rung.state === 'open' && <OpenRung store={store} help={help} rung={rung} />}
				{isNext && rung.state === 'shut' && <ShutRung help={help} rung={rung} />}
			</div>
		</li>
	);
}

/** Of the highest rung the text lies open; of the others it is a key away. */
function Shown({
	store,
	rung,
	html,
	isNow,
}: {
	readonly store: LabStore;
	readonly rung: RungView;
	readonly html: string;
	readonly isNow: boolean;
}) {
	const isCovered = useSignal(false);
	return (
		<>
			{isNow && !isCovered.value ? <RungText html={html} /> : <Again html={html} />}
			{rung.parsons !== undefined && <RungStep store={store} cards={rung.parsons} isCovered={isCovered} />}
		</>
	);
}

function Again({ html }: { readonly html: string }) {
	return (
		<details class="twin">
			<summary>Read it again</summary>
			<RungText html={html} />
		</details>
	);
}

function RungText({ html }: { readonly html: string }) {
	const text = useRef<HTMLDivElement>(null);
	// Code that is wider than the pane is scrolled by keyboard too.
	useLayoutEffect(() => {
		for (const code of text.current?.querySelectorAll('pre') ?? []) code.tabIndex = 0;
	}, [html]);
	// Authored by us and made into HTML on the server.
	return <div class="rung-text" ref={text} dangerouslySetInnerHTML={{ __html: html }} />;
}

function OpenRung({ store, help, rung }: Omit<RungProps, 'isNext'>) {
	const isOpening = useSignal(false);
	const open = async (): Promise<void> => {
		isOpening.value = true;
		await store.openRung(rung.rung);
		isOpening.value = false;
		// The button is gone: the reader goes on where its text now stands.
		requestAnimationFrame(() => document.getElementById(`rung-${rung.rung}`)?.focus());
	};
	return (
		<>
			<p id={`price-${rung.rung}`}>{explainPrice(help.creditNow, Math.min(help.creditNow, rung.credit))}</p>
			<p class="row">
				<button
					type="button"
					class="btn btn-s"
					id={`open-${rung.rung}`}
					disabled={isOpening.value}
					aria-describedby={`price-${rung.rung}`}
					onClick={() => void open()}
				>
					<Icon name="steps" /> Open rung {rung.rung}
				</button>
			</p>
		</>
	);
}

function ShutRung({ help, rung }: Pick<RungProps, 'help' | 'rung'>) {
	if (help.opens === null) return null;
	return (
		<>
			<p id={`opens-${rung.rung}`}>
				<strong>{help.opens}</strong>
			</p>
			{help.reading !== null && <p class="meta">{help.reading}</p>}
			{help.signedIn && (
				<p class="row">
					<button type="button" class="btn btn-s" aria-disabled="true" aria-describedby={`opens-${rung.rung}`}>
						<Icon name="lock" /> Open rung {rung.rung}
					</button>
					<span class="meta">credit back in full with a short re-check</span>
				</p>
			)}
		</>
	);
}
