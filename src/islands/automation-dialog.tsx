/**
 * The list of what can be completed and written here, for the keyboard and for screen readers, in both editors: choose, see
 * what would change in the file, insert. One undo takes it back.
 */
import { useMemo, useState } from 'preact/hooks';
import type { AutomationView } from '#contract/automation.ts';
import { fitBlock, type Insertion, insertionAt } from './automation-insert.ts';
import { TextDiff } from './diff-view.tsx';
import type { EditorDesk } from './editor-desk.ts';
import type { LabStore } from './lab-store.ts';
import { type DiffLine, diffLines } from './line-diff.ts';
import { Modal } from './modal.tsx';

interface Choice {
	readonly skill: string;
	readonly level: 2 | 3;
	readonly group: string;
	readonly label: string;
	readonly from: string;
	readonly lines: readonly string[];
	/** Why it cannot be inserted, or what it needs besides. */
	readonly note: string | null;
	readonly isThere: boolean;
}

const AROUND = 2;

export function OwnCodeDialog({ store, desk }: { readonly store: LabStore; readonly desk: EditorDesk }) {
	const close = (): void => {
		desk.dialog.value = null;
	};
	const view = store.automation.view.value;
	const code = store.code.value;
	const choices = useMemo(() => (view === null ? [] : choicesOf(view, code)), [view, code]);
	const [sought, setSought] = useState('');
	const [picked, setPicked] = useState(0);
	const found = choices.filter(({ label, lines }) => `${label} ${lines.join(' ')}`.toLowerCase().includes(sought.trim().toLowerCase()));
	const choice = found[picked] ?? found[0];
	const [cursor] = useState(() => store.editor.peek()?.cursor() ?? 0);
	const insert = (): void => {
		if (choice === undefined || choice.isThere) return;
		close();
		desk.insert(insertionAt(code, cursor, choice.lines), `Inserted ${choice.label}, from ${choice.from}.`);
		store.automation.took(choice.skill, choice.level);
	};
	return (
		<Modal title="Complete from my own code" isWide onClose={close}>
			{choices.length === 0 ? (
				<p>{emptyWords(view)}</p>
			) : (
				<form
					class="stack own-code"
					onSubmit={(event) => {
						event.preventDefault();
						insert();
					}}
				>
					<div class="field">
						<label for="own-sought">Search in it</label>
						<input
							id="own-sought"
							class="input"
							value={sought}
							autofocus
							autocomplete="off"
							onInput={({ currentTarget: { value } }) => {
								setSought(value);
								setPicked(0);
							}}
						/>
					</div>
					<ChoiceList found={found} picked={picked} onPick={setPicked} onTake={insert} />
					{choice === undefined ? (
						<p role="status">Nothing here holds “{sought}”.</p>
					) : (
						<Preview choice={choice} code={code} insertion={insertionAt(code, cursor, choice.lines)} />
					)}
					<p class="row">
						<button type="submit" class="btn btn-s btn-go" disabled={choice === undefined || choice.isThere}>
							{choice?.level === 3 ? 'Write this block' : 'Insert at the cursor'}
						</button>
						<span class="meta">Undo takes it back in one step. Taking it never counts, for or against you.</span>
					</p>
				</form>
			)}
		</Modal>
	);
}

interface ListProps {
	readonly found: readonly Choice[];
	readonly picked: number;
	readonly onPick: (at: number) => void;
	readonly onTake: () => void;
}

function ChoiceList({ found, picked, onPick, onTake }: ListProps) {
	const groups = Map.groupBy([...found.entries()], ([, { group }]) => group);
	return (
		<select
			class="input own-list"
			aria-label="What can be inserted"
			size={8}
			value={String(picked)}
			onChange={({ currentTarget: { value } }) => onPick(Number(value))}
			onKeyDown={(event) => {
				if (event.key !== 'Enter') return;
				event.preventDefault();
				onTake();
			}}
		>
			{[...groups].map(([group, entries]) => (
				<optgroup key={group} label={group}>
					{entries.map(([at, { label }]) => (
						<option key={at} value={String(at)}>
							{label}
						</option>
					))}
				</optgroup>
			))}
		</select>
	);
}

function Preview({
	choice,
	code,
	insertion: { at, text },
}: {
	readonly choice: Choice;
	readonly code: string;
	readonly insertion: Insertion;
}) {
	const lines = diffLines(code, code.slice(0, at) + text + code.slice(at));
	return (
		<>
			<p class="meta">
				From {choice.from}. {choice.note}
			</p>
			{!choice.isThere && <TextDiff lines={aroundNew(lines)} />}
		</>
	);
}

/** The new lines with two on each side. */
function aroundNew(lines: readonly DiffLine[]): readonly DiffLine[] {
	const from = lines.findIndex(({ kind }) => kind !== 'same');
	const to = lines.findLastIndex(({ kind }) => kind !== 'same');
	return lines.slice(Math.max(0, from - AROUND), to + AROUND + 1);
}

function choicesOf({ blocks, snippets, skills }: AutomationView, code: string): Choice[] {
	const titleOf = (skill: string): string => skills.find((each) => each.skill === skill)?.title ?? skill;
	return [
		...blocks.map((block): Choice => {
			const { lines, isThere, missing } = fitBlock(block, code);
			const note = isThere ? 'Your file has it already.' : missing.length > 0 ? `It also needs an import of ${missing.join(', ')}.` : null;
			const group = `Whole blocks: ${titleOf(block.skill)}`;
			return { skill: block.skill, level: 3, group, label: `${block.name}()`, from: block.from, lines, note, isThere };
		}),
		...snippets.map(({ skill, names, lines, from }): Choice => {
			const [name] = names;
			const label = name === undefined || lines[0]?.includes(name) ? (lines[0] ?? '') : `${name}: ${lines[0] ?? ''}`;
			return { skill, level: 2, group: `A few lines: ${titleOf(skill)}`, label, from, lines, note: null, isThere: false };
		}),
	];
}

function emptyWords(view: AutomationView | null): string {
	if (view === null) return 'What you have earned could not be loaded yet.';
	if (view.wanted < 2) return 'You switched this off. The Help tab has the switch.';
	if (view.isInRecheck) return 'An unaided check of yours is open. This is back once you hand it in or leave it.';
	return 'Nothing is to be had here yet. The Help tab says what you have earned and what comes next.';
}
