/** Docs: one field for a name or a question, answered from what is written about tfjs, gradus, types and errors. Costs nothing and is recorded nowhere. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { DocEntry } from '#contract/docs.ts';
import { loadDocs } from './docs-keeper.ts';
import { answerFrom, type DocAnswer, entryNamed } from './docs-search.ts';
import type { EditorDesk } from './editor-desk.ts';
import type { LabStore } from './lab-store.ts';
import { Modal } from './modal.tsx';

const FROM = { tfjs: '@tensorflow/tfjs', gradus: 'gradus', lab: '' } as const;
const EXAMPLES = ['how do I transpose', 'matMul shapes', 'what is Tensor3D'] as const;

export function DocsDialog({ store, desk }: { readonly store: LabStore; readonly desk: EditorDesk }) {
	const [entries, setEntries] = useState<readonly DocEntry[] | null | 'loading'>('loading');
	const [question, setQuestion] = useState('');
	const field = useRef<HTMLInputElement>(null);
	const load = (): void => {
		setEntries('loading');
		void loadDocs(store.workspace.lab.id).then((loaded) => {
			setEntries(loaded);
			// Opened from a name in the editor, the panel begins with that name.
			const word = store.editor.peek()?.wordAtCursor() ?? '';
			if (loaded !== null && entryNamed(loaded, word) !== null) setQuestion((now) => now || word);
		});
	};
	useEffect(() => {
		field.current?.focus();
		load();
	}, []);
	const answer = Array.isArray(entries) ? answerFrom(entries, question) : null;
	return (
		<Modal title="Docs" isWide onClose={() => (desk.dialog.value = null)}>
			<label class="field">
				<span>Ask about types or API</span>
				<input
					ref={field}
					type="search"
					class="input"
					autocomplete="off"
					spellcheck={false}
					value={question}
					onInput={({ currentTarget }) => setQuestion(currentTarget.value)}
				/>
			</label>
			<p class="meta">Answered from the docs of this lab. Free in every lab and re-check, and recorded nowhere.</p>
			<div role="status">
				{entries === 'loading' && <p>Loading the docs.</p>}
				{entries === null && (
					<p class="row">
						The docs could not be loaded. Your text is kept.
						<button type="button" class="btn btn-s" onClick={load}>
							Try again
						</button>
					</p>
				)}
				{answer && <p>{summary(answer)}</p>}
			</div>
			{answer?.how === 'asked-nothing' && (
				<p class="row">
					{EXAMPLES.map((example) => (
						<button key={example} type="button" class="btn btn-quiet btn-s" onClick={() => setQuestion(example)}>
							{example}
						</button>
					))}
				</p>
			)}
			{answer && (
				<ol class="docs-list">
					{answer.entries.map((entry) => (
						<Entry key={`${entry.from}/${entry.name}/${entry.does}`} entry={entry} />
					))}
				</ol>
			)}
		</Modal>
	);
}

function summary({ how, entries }: DocAnswer): string {
	if (how === 'asked-nothing') return 'Type a name, a few words or a question.';
	const count = entries.length === 1 ? 'One entry' : `${entries.length} entries`;
	if (how === 'all') return `${count}, the best first.`;
	if (how === 'some') return `No entry has all of these words. ${count} with some of them:`;
	return entries.length === 0 ? 'Nothing found. Try another word for it.' : 'Nothing found. The nearest names:';
}

function Entry({ entry: { name, from, call, does, shapes, example } }: { readonly entry: DocEntry }) {
	return (
		<li>
			<h3>
				{name} {FROM[from] !== '' && <span class="meta">{FROM[from]}</span>}
			</h3>
			{call !== '' && <pre class="code">{call}</pre>}
			{does !== '' && <p>{does}</p>}
			{shapes !== '' && (
				<p>
					<span class="meta">Shapes:</span> {shapes}
				</p>
			)}
			{example !== '' && <pre class="code">{example}</pre>}
		</li>
	);
}
