/** Help: the five rungs, why this many are open, what the next one costs, before it is opened. */
import type { RungView } from '#contract/help.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';

export function HelpPanel({ store }: { readonly store: LabStore }) {
	const help = store.help.value;
	const error = store.helpError.value;
	if (help === null) return <p role="status">{error ?? 'Loading what is open to you.'}</p>;
	const open = help.rungs.filter(({ state }) => state !== 'shut').length;
	const now = help.rungs.findLast(({ state }) => state === 'taken')?.rung;
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
					rung {open} of {help.rungs.length} open
				</span>
				<span class="push" />
				{help.signedIn && <a href="/me">Help settings</a>}
			</div>
			<div class="callout callout-yours">
				<Icon name="info" />
				<p>
					<strong>Why this far.</strong> {help.why.join(' ')}
				</p>
				{!help.signedIn && <a href="/signup">Sign up, and rungs open as you work</a>}
			</div>
			{help.bound && (
				<p class="meta">
					Set by {help.bound.by}: {help.bound.reason}
				</p>
			)}
			{error !== null && (
				<p class="fail" role="alert">
					{error}
				</p>
			)}
			<ol class="ladder">
				{help.rungs.map((rung, at) => (
					<Rung
						key={rung.rung}
						store={store}
						rung={rung}
						before={help.rungs[at - 1]?.credit ?? 1}
						isNow={rung.rung === now}
						opens={at === open ? help.opens : null}
					/>
				))}
			</ol>
		</div>
	);
}

interface RungProps {
	readonly store: LabStore;
	readonly rung: RungView;
	readonly before: number;
	readonly isNow: boolean;
	/** What opens this rung, when it is the next one. */
	readonly opens: string | null;
}

function Rung({ store, rung, before, isNow, opens }: RungProps) {
	const look = isNow ? 'rung-now' : rung.state === 'taken' ? 'rung-taken' : rung.state === 'shut' ? 'rung-shut' : '';
	const price = `${before.toFixed(2)} → ${rung.credit.toFixed(2)}`;
	return (
		<li class={`rung ${look}`}>
			<span class="n">{rung.rung}</span>
			<h3>{rung.title}</h3>
			<span class="cost num">{rung.state === 'taken' ? `a pass counts ${rung.credit.toFixed(2)}` : price}</span>
			<div class="body">
				{/* Authored by us and made into HTML on the server. */}
				{rung.html !== undefined && <div class="rung-text" dangerouslySetInnerHTML={{ __html: rung.html }} />}
				{rung.state === 'open' && (
					<p class="row">
						<button type="button" class="btn btn-s" onClick={() => void store.openRung(rung.rung)}>
							Open rung {rung.rung}
						</button>
						<span class="meta">a pass then counts {rung.credit.toFixed(2)}</span>
					</p>
				)}
				{opens !== null && <p>{opens}</p>}
			</div>
		</li>
	);
}
