/** What was seen in a run, beneath its curves: a calm notice for each finding, put aside with "Not now". The newest is told once to screen readers. */
import type { Finding } from '#contract/finding.ts';
import { sayFinding, wordsOf } from './finding-words.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { goOnFrom, lastGoodStep } from './last-good.ts';
import type { ChartMark } from './line-chart.tsx';
import type { RunView } from './run-store.ts';

interface NoticesProps {
	readonly store: LabStore;
	readonly run: RunView;
}

export function FindingNotices({ store, run }: NoticesProps) {
	const shown = shownFindings(store, run);
	const newest = run.findings.at(-1);
	return (
		<>
			<p class="vh" role="status">
				{newest && `Seen in this run: ${sayFinding(newest)}.`}
			</p>
			{shown.map((finding) => (
				<Notice key={finding.kind} store={store} run={run} finding={finding} />
			))}
		</>
	);
}

/** Without those that the learner has put aside. */
function shownFindings(store: LabStore, run: RunView): readonly Finding[] {
	return run.findings.filter((finding) => !store.findings.isDismissed(run, finding));
}

/** Upright lines at the steps where they began, each a way to its notice. */
export function findingMarks(store: LabStore, run: RunView): readonly ChartMark[] {
	return shownFindings(store, run).map((finding) => ({ step: finding.step, name: sayFinding(finding), target: idOf(finding) }));
}

function idOf({ kind }: Finding): string {
	return `seen-${kind}`;
}

function Notice({ store, run, finding }: NoticesProps & { readonly finding: Finding }) {
	const { title, saw, often, question, lesson } = wordsOf(finding);
	/** The button goes with its notice: the focus moves on to the next notice, or to the panel. */
	const putAside = (): void => {
		const next = shownFindings(store, run).find(({ kind }) => kind !== finding.kind);
		store.findings.dismiss(run, finding);
		document.getElementById(next ? idOf(next) : 'p-output')?.focus();
	};
	return (
		<aside class="callout finding" id={idOf(finding)} tabIndex={-1} aria-label={`Seen in this run: ${title}`}>
			<Icon name="info" />
			<p>
				<strong>{title}.</strong> {saw}
			</p>
			<p>{often}</p>
			<p>
				<em>{question}</em>
			</p>
			{finding.kind === 'not-finite' && <LastGood store={store} finding={finding} />}
			<p class="row">
				{lesson && (
					<a href={lesson.href} target="_blank" rel="noopener">
						In the lesson: {lesson.text}
						<span class="vh"> (a new tab)</span>
					</a>
				)}
				<button type="button" class="btn btn-quiet btn-s" onClick={putAside}>
					Not now
				</button>
			</p>
		</aside>
	);
}

function LastGood({ store, finding }: { readonly store: LabStore; readonly finding: Finding }) {
	const good = lastGoodStep(store.weights.ring.value, finding);
	if (store.isBusy.value) return null;
	if (good === undefined) return <p class="meta">The run was ended there. No step from before was kept.</p>;
	const look = async (): Promise<void> => {
		if (await store.weights.choose(good)) await store.look();
	};
	return (
		<p class="row">
			<span class="meta">The run was ended there; step {good} was kept before.</span>
			<button type="button" class="btn btn-s" onClick={() => void look()}>
				Look at step {good}
			</button>
			<button type="button" class="btn btn-s" onClick={() => void goOnFrom(store, good)}>
				Go on from step {good}
			</button>
		</p>
	);
}
