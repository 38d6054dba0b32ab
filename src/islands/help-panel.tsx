/** Help: why this many rungs are open, what is new, the five rungs with their prices, and the ways on when they end. */
import type { HelpView } from '#contract/help.ts';
import { AskedQuestions } from './ask-person.tsx';
import { AutomationPanel } from './automation-panel.tsx';
import { HelpExits } from './help-exits.tsx';
import { HelpOffer } from './help-offer.tsx';
import { Icon } from './icon.tsx';
import { InvitedRecheck } from './invited-recheck.tsx';
import type { LabStore } from './lab-store.ts';
import { RungCard } from './rung-card.tsx';
import { TutorPanel } from './tutor-panel.tsx';

export function HelpPanel({ store, openDocs }: { readonly store: LabStore; readonly openDocs: () => void }) {
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
				{help.signedIn && <a href="/me/help#own">Help settings</a>}
			</div>
			<Why store={store} help={help} />
			<p class={store.ladder.news.value === '' ? 'vh' : 'help-news'} role="status">
				{store.ladder.news.value}
			</p>
			{error !== null && (
				<p class="fail" role="alert">
					{error}
				</p>
			)}
			<HelpOffer store={store} help={help} />
			<ol class="ladder">
				{help.rungs.map((rung, at) => (
					<RungCard key={rung.rung} store={store} help={help} rung={rung} isNext={at === open} />
				))}
			</ol>
			<HelpExits store={store} help={help} />
			<AskedQuestions help={help} />
			<TutorPanel store={store} />
			<p class="row">
				<button type="button" class="btn btn-s" onClick={openDocs}>
					Search the documentation <kbd>F1</kbd>
				</button>
				<span class="meta">Types, API and plots: answered in full, free.</span>
			</p>
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
				<h3>{help.signedIn ? 'Why this level' : 'You are a guest here'}</h3>
				<ul class="why-list">
					{help.why.map((sentence) => (
						<li key={sentence}>{sentence}</li>
					))}
				</ul>
				<InvitedRecheck help={help} labId={store.workspace.lab.id} />
				{help.bound !== null && <p class="meta">You can ask {help.bound.by} to change it.</p>}
				{help.signedIn ? (
					<p>
						<a href="/me/help">All evidence, and what would change the level</a>
					</p>
				) : (
					<p class="row">
						<a class="btn btn-s" href={`/signup?next=${next}`}>
							Sign up
						</a>
						<a href={`/login?next=${next}`}>Sign in</a>
					</p>
				)}
			</div>
		</div>
	);
}
