/** The tutor in the Help tab: who can read it, what was said, and the box to ask in. One line where there is no tutor. */
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TutorView } from '#contract/tutor.ts';
import type { LabStore } from './lab-store.ts';
import { TutorForm } from './tutor-form.tsx';
import { type TutorKeeper, tutorOf } from './tutor-keeper.ts';
import { TutorTurn } from './tutor-turn.tsx';

/** Turns that stand open; older ones are folded away. */
const SHOWN = 3;

export function TutorPanel({ store }: { readonly store: LabStore }) {
	const tutor = tutorOf(store);
	const help = store.help.value;
	// What is open may have changed, and with it what may be asked.
	useEffect(() => {
		if (tutor.work.peek() === '') void tutor.load();
	}, [tutor, help]);
	const view = tutor.view.value;
	if (view === null) return <Unloaded tutor={tutor} />;
	if (view.state === 'off') return <p class="meta">{view.line}</p>;
	return (
		<section class="stack tutor" aria-labelledby="tutor-title">
			<h3 id="tutor-title" tabIndex={-1}>
				Ask the tutor
			</h3>
			<p>{view.line}</p>
			{view.state === 'guest' ? (
				<p>
					<a class="btn btn-s" href={`/signup?next=${encodeURIComponent(`/lab/${store.workspace.lab.id}`)}`}>
						Sign up
					</a>
				</p>
			) : (
				<>
					<p class="meta">{view.readers}</p>
					<Conversation tutor={tutor} view={view} />
					{/* For the eyes: a screen reader hears that it is coming, and then the turn. */}
					{tutor.coming.value !== '' && (
						<p class="turn turn-coming" aria-hidden="true">
							{tutor.coming.value}
						</p>
					)}
					<TutorForm tutor={tutor} view={view} />
				</>
			)}
		</section>
	);
}

function Unloaded({ tutor }: { readonly tutor: TutorKeeper }) {
	const problem = tutor.problem.value;
	return (
		<div class="stack tight" role="status">
			<p class="meta">{problem ?? 'Looking for the tutor.'}</p>
			{problem !== null && (
				<p>
					<button type="button" class="btn btn-s" onClick={() => void tutor.load()}>
						Try again
					</button>
				</p>
			)}
		</div>
	);
}

function Conversation({ tutor, view: { turns } }: { readonly tutor: TutorKeeper; readonly view: TutorView }) {
	const older = turns.slice(0, -SHOWN);
	const removable = turns.filter(({ question }) => question !== null).length;
	return (
		<>
			{older.length > 0 && (
				<details class="twin">
					<summary>
						{older.length} earlier {older.length === 1 ? 'turn' : 'turns'}
					</summary>
					<div class="stack">
						{older.map((turn) => (
							<TutorTurn key={turn.id} tutor={tutor} turn={turn} />
						))}
					</div>
				</details>
			)}
			<div class="stack" role="log" aria-label="Conversation with the tutor" aria-live="polite">
				{turns.slice(-SHOWN).map((turn) => (
					<TutorTurn key={turn.id} tutor={tutor} turn={turn} />
				))}
			</div>
			{removable > 1 && <RemoveAll tutor={tutor} count={removable} />}
		</>
	);
}

function RemoveAll({ tutor, count }: { readonly tutor: TutorKeeper; readonly count: number }) {
	const isAsked = useSignal(false);
	const remove = async (): Promise<void> => {
		await tutor.remove();
		document.getElementById('tutor-title')?.focus();
	};
	if (!isAsked.value)
		return (
			<p>
				<button type="button" class="btn btn-s btn-quiet" onClick={() => (isAsked.value = true)}>
					Remove all turns of this lab
				</button>
			</p>
		);
	return (
		<p class="row" role="group" aria-label="Remove all turns">
			<span>The text of {count} turns is then gone for everybody.</span>
			<button type="button" class="btn btn-s" onClick={() => void remove()}>
				Remove them
			</button>
			<button type="button" class="btn btn-s btn-quiet" onClick={() => (isAsked.value = false)}>
				Keep them
			</button>
		</p>
	);
}
