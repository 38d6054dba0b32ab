/** Help: the five rungs, why this many are open, what the next one costs, before it is opened. */
import { useSignal } from '@preact/signals';
import type { HelpView, RungView } from '#contract/help.ts';
import { explainPrice } from '#learning/explain.ts';
import { AutomationPanel } from './automation-panel.tsx';
import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';

export function HelpPanel({ store }: { readonly store: LabStore }) {
	const help = store.help.value;
	const error = store.helpError.value;
	if (help === null)
		return (
			<div class="stack" role="status">
				<p>{error ?? 'Loading what is open to you.'}</p>
				{error !== null && (
					<p>
						<button type="button" class="btn btn-s" onClick={() => void store.loadHelp()}>
							Try again
						</button>
					</p>
				)}
			</div>
		);
	const open = help.rungs.filter(({ state }) => state !== 'shut').length;
	return (
		<div class="stack">
			<div class="row">
				<h2>Help</h2>
				<span class="level" data-n={open}>
					<i aria-hidden="true">
						<b />
						<b />
						<b />
						<b />
						<b />
					</i>
					{open === 0 ? 'no rung open' : `rung ${open} of ${help.rungs.length} open`}
				</span>
				<span class="push" />
				{help.signedIn && <a href="/me#help">Help settings</a>}
			</div>
			<Why store={store} help={help} />
			{error !== null && (
				<p class="fail" role="alert">
					{error}
				</p>
			)}
			<ol class="ladder">
				{help.rungs.map((rung, at) => (
					<Rung key={rung.rung} store={store} help={help} rung={rung} isNext={at === open} />
				))}
			</ol>
			<p class="meta">Types, API and plots: answered in full, free. Ask a person, or the lesson.</p>
			{store.workspace.sitting === null && <AutomationPanel store={store} />}
		</div>
	);
}

function Why({ store, help }: { readonly store: LabStore; readonly help: HelpView }) {
	const next = encodeURIComponent(`/lab/${store.workspace.lab.id}`);
	return (
		<div class="callout callout-yours">
			<Icon name="info" />
			<div class="stack tight">
				<p>
					<strong>{help.signedIn ? 'Why this far.' : 'You are a guest here.'}</strong> {help.why.join(' ')}
				</p>
				{help.bound !== null && (
					<p class="meta">
						Set by {help.bound.by}. You can ask {help.bound.by} to change it.
					</p>
				)}
				{!help.signedIn && (
					<p class="row">
						<a class="btn btn-s" href={`/signup?next=${next}`}>
							Sign up
						</a>
						<a href={`/login?next=${next}`}>Log in</a>
					</p>
				)}
			</div>
		</div>
	);
}

interface RungProps {
	readonly store: LabStore;
	readonly help: HelpView;
	readonly rung: RungView;
	/** The lowest that is shut. */
	readonly isNext: boolean;
}

function Rung({ store, help, rung, isNext }: RungProps) {
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
			<div class="body">
				{rung.html !== undefined && <RungText html={rung.html} isNow={isNow} />}
				{rung.state === 'open' && <OpenRung store={store} help={help} rung={rung} />}
				{isNext && rung.state === 'shut' && <ShutRung help={help} rung={rung} />}
			</div>
		</li>
	);
}

function RungText({ html, isNow }: { readonly html: string; readonly isNow: boolean }) {
	// Authored by us and made into HTML on the server.
	const text = <div class="rung-text" dangerouslySetInnerHTML={{ __html: html }} />;
	if (isNow) return text;
	return (
		<details class="twin">
			<summary>Read it again</summary>
			{text}
		</details>
	);
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
		<div class="stack tight">
			<p id={`price-${rung.rung}`}>{explainPrice(help.creditNow, Math.min(help.creditNow, rung.credit))}</p>
			<p class="row">
				<button
					type="button"
					class="btn btn-s"
					disabled={isOpening.value}
					aria-describedby={`price-${rung.rung}`}
					onClick={() => void open()}
				>
					<Icon name="steps" /> Open rung {rung.rung}
				</button>
			</p>
		</div>
	);
}

function ShutRung({ help, rung }: Pick<RungProps, 'help' | 'rung'>) {
	if (help.opens === null) return null;
	return (
		<div class="stack tight">
			<p id={`opens-${rung.rung}`}>
				<strong>{help.opens}</strong>
			</p>
			{help.signedIn && (
				<p class="row">
					<button type="button" class="btn btn-s" aria-disabled="true" aria-describedby={`opens-${rung.rung}`}>
						<Icon name="lock" /> Open rung {rung.rung}
					</button>
					<span class="meta">credit back in full with a 5-minute re-check</span>
				</p>
			)}
		</div>
	);
}
