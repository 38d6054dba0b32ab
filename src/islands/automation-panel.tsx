/** What writes itself: which code the learner has earned to have completed, why, what would change it, from where it comes, and the switch. */
import { AUTO_CHOICES, type AutomationView, type EarnedSkill } from '#contract/automation.ts';
import type { LabStore } from './lab-store.ts';

const WORDS = ['nothing', 'explained, not written', 'a few lines', 'whole blocks'] as const;
const LIST = new Intl.ListFormat('en-GB');

export function AutomationPanel({ store }: { readonly store: LabStore }) {
	const { view, problem } = store.automation;
	const now = view.value;
	if (now === null)
		return (
			<section class="stack tight" aria-labelledby="auto-title">
				<h3 id="auto-title">What writes itself</h3>
				<p role="status">{problem.value ?? 'Loading what you have earned.'}</p>
				{problem.value !== null && (
					<p>
						<button type="button" class="btn btn-s" onClick={() => void store.automation.load()}>
							Try again
						</button>
					</p>
				)}
			</section>
		);
	return (
		<section class="stack earned" aria-labelledby="auto-title">
			<div class="row">
				<h3 id="auto-title">What writes itself</h3>
				<span class="meta">{summaryOf(now)}</span>
			</div>
			<details class="twin">
				<summary>Which skills, and why</summary>
				<ul class="earned-list">
					{now.skills.map((each) => (
						<Skill key={each.skill} each={each} />
					))}
				</ul>
			</details>
			{problem.value !== null && (
				<p class="fail" role="alert">
					{problem.value}
				</p>
			)}
			<Wish store={store} view={now} />
		</section>
	);
}

function Skill({ each }: { readonly each: EarnedSkill }) {
	return (
		<li>
			<p class="row">
				<strong>{each.title}</strong>
				<span class="meta">{each.role === 'mundane' ? WORDS[Math.min(2, each.level)] : WORDS[each.level]}</span>
			</p>
			<p>
				{each.why} {each.change}
			</p>
			{each.sources.length > 0 && <p class="meta">From {LIST.format(each.sources)}.</p>}
		</li>
	);
}

function Wish({ store, view }: { readonly store: LabStore; readonly view: AutomationView }) {
	return (
		<div class="field">
			<label for="auto-wish">Let write itself, of what I have earned</label>
			<select
				class="input"
				id="auto-wish"
				value={String(view.wanted)}
				onChange={({ currentTarget: { value } }) => void store.automation.want(Number(value))}
			>
				{AUTO_CHOICES.map(({ value, label }) => (
					<option key={value} value={String(value)}>
						{label}
					</option>
				))}
			</select>
			<p class="hint">
				The editor shows the rest of a line in grey once it begins as your own did: <kbd>Tab</kbd> takes it, <kbd>Esc</kbd> puts it away.
				Taking it never counts, for or against you.
				{view.mayAskModel &&
					' Where nothing of yours fits, the tutor’s model is asked after a pause: it sees this file, and a check reads its lines first.'}
			</p>
		</div>
	);
}

function summaryOf({ skills, wanted, isInRecheck }: AutomationView): string {
	if (wanted < 2) return 'off';
	if (isInRecheck) return 'an unaided check is open';
	return `${skills.filter(({ level }) => level >= 2).length} of ${skills.length} skills here`;
}
