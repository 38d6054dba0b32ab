/** Two texts side by side: in the large editor's own view, or as lines of text beside the plain editor. */
import { useEffect, useRef } from 'preact/hooks';
import type { Difference, EditorDesk } from './editor-desk.ts';
import { type DiffLine, diffLines } from './line-diff.ts';
import { Modal } from './modal.tsx';

const MARKS = { same: ' ', gone: '−', new: '+' } as const;
const WORDS = { same: '', gone: 'gone: ', new: 'new: ' } as const;

export function DiffDialog({ desk, difference }: { readonly desk: EditorDesk; readonly difference: Difference }) {
	const { before, after } = difference;
	const lines = diffLines(before.code, after.code);
	const count = (kind: DiffLine['kind']): number => lines.filter((line) => line.kind === kind).length;
	const isSame = count('gone') === 0 && count('new') === 0;
	return (
		<Modal title="Difference" isWide onClose={() => (desk.difference.value = null)}>
			<p>
				From <strong>{before.title}</strong> to <strong>{after.title}</strong>:{' '}
				{isSame ? 'the same, line for line.' : `${count('gone')} lines gone, ${count('new')} new.`}
			</p>
			{!isSame && (desk.kind.value === 'monaco' ? <LargeDiff difference={difference} /> : <TextDiff lines={lines} />)}
		</Modal>
	);
}

function LargeDiff({ difference }: { readonly difference: Difference }) {
	const host = useRef<HTMLDivElement>(null);
	useEffect(() => {
		let end: (() => void) | undefined;
		let isOver = false;
		void import('./monaco-diff.ts').then(({ showMonacoDiff }) => {
			if (host.current && !isOver) end = showMonacoDiff(host.current, difference);
		});
		return () => {
			isOver = true;
			end?.();
		};
	}, [difference]);
	return <div ref={host} class="diff-host" />;
}

export function TextDiff({ lines }: { readonly lines: readonly DiffLine[] }) {
	return (
		<pre class="code diff-text" tabIndex={0}>
			{lines.map(({ kind, text }, at) => (
				<div key={at} class={`diff-${kind}`}>
					<span aria-hidden="true">{MARKS[kind]} </span>
					{kind !== 'same' && <span class="vh">{WORDS[kind]}</span>}
					{text}
				</div>
			))}
		</pre>
	);
}
