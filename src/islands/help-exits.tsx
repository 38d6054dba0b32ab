/** Ways out for whoever the ladder cannot carry on: put the lab aside, look at what comes before it, ask a person, lift one's own cap. Each is free. */
import { useSignal } from '@preact/signals';
import type { HelpView, Prerequisite } from '#contract/help.ts';
import { AskPerson } from './ask-person.tsx';
import { clock } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';

interface ExitsProps {
	readonly store: LabStore;
	readonly help: HelpView;
}

export function HelpExits({ store, help }: ExitsProps) {
	const ways = help.decision.escape ?? [];
	if (!ways.includes('park')) return null;
	return (
		<section class="stack exits" aria-labelledby="exits-title">
			<div>
				<h3 id="exits-title">Ways on</h3>
				<p class="meta">You have worked long enough here to choose. None of these costs anything.</p>
			</div>
			{ways.includes('lift-own-cap') && <LiftCap store={store} help={help} />}
			<Park store={store} help={help} />
			{ways.includes('prerequisite') && <Prerequisites store={store} />}
			{ways.includes('ask-human') && <AskPerson store={store} help={help} />}
		</section>
	);
}

function LiftCap({ store, help }: ExitsProps) {
	const problem = useSignal('');
	const lift = async (): Promise<void> => {
		problem.value = (await store.ladder.liftCap()) ?? '';
	};
	return (
		<p class="row">
			<button type="button" class="btn btn-s" onClick={() => void lift()}>
				Lift my own cap
			</button>
			<span class="meta" role="status">
				{problem.value || `You set rung ${help.preference.cap} as the highest for yourself, in every lab.`}
			</span>
		</p>
	);
}

function Park({ store, help }: ExitsProps) {
	const problem = useSignal('');
	const park = async (): Promise<void> => {
		problem.value = (await store.ladder.send('park')) ?? '';
		requestAnimationFrame(() => document.getElementById('parked')?.focus());
	};
	if (help.parkedAt !== null)
		return (
			<div class="callout">
				<p id="parked" tabIndex={-1}>
					<strong>Parked at {clock(help.parkedAt)}.</strong> Your draft stays, and <a href="/me">My work</a> shows the way back. Working
					here takes it up again. <a href="/path">See what else is open</a>
				</p>
			</div>
		);
	return (
		<p class="row">
			<button type="button" class="btn btn-s" onClick={() => void park()}>
				Park this lab
			</button>
			<span class="meta" role="status">
				{problem.value || 'It waits on My work, and is no longer suggested next.'}
			</span>
		</p>
	);
}

function Prerequisites({ store }: { readonly store: LabStore }) {
	const found = useSignal<readonly Prerequisite[] | string | null>(null);
	const load = async (isOpen: boolean): Promise<void> => {
		if (isOpen && !Array.isArray(found.value)) found.value = await store.ladder.listPrerequisites();
	};
	return (
		<details class="twin" onToggle={(event) => void load(event.currentTarget.open)}>
			<summary>Look at what comes before it</summary>
			<div role="status">
				{found.value === null && <p>Loading what this lab builds on.</p>}
				{typeof found.value === 'string' && <p class="fail">{found.value}</p>}
				{Array.isArray(found.value) && found.value.length === 0 && <p>Nothing: this lab is one of the first.</p>}
			</div>
			{Array.isArray(found.value) && (
				<ul class="stack tight">
					{found.value.map((each: Prerequisite) => (
						<li key={each.title}>
							<strong>{each.title}</strong> <span class="meta">{each.isProven ? 'proven' : 'not proven yet'}</span>
							<ul>
								{each.places.map(({ title, href }) => (
									<li key={href}>
										<a href={href}>{title}</a>
									</li>
								))}
							</ul>
						</li>
					))}
				</ul>
			)}
		</details>
	);
}
