import { type ComponentChild, isValidElement } from 'preact';
import { expect, test } from 'vitest';
import type { Evidence } from '#contract/grading.ts';
import { EvidenceTable } from './evidence-table.tsx';

interface Seen {
	readonly type: string;
	readonly class: string;
	readonly text: string;
}

/** Every element that the learner gets, with its text. */
function elementsOf(child: ComponentChild): { readonly text: string; readonly seen: readonly Seen[] } {
	if (Array.isArray(child)) {
		const all = child.map(elementsOf);
		return { text: all.map(({ text }) => text).join(''), seen: all.flatMap(({ seen }) => seen) };
	}
	if (!isValidElement(child)) return { text: child === null || typeof child === 'boolean' ? '' : String(child ?? ''), seen: [] };
	const { type, props } = child;
	// A component of no state is a function from its props to what is seen.
	if (typeof type === 'function') return elementsOf((type as (props: unknown) => ComponentChild)(props));
	// The children of markup are things to show.
	const inner = elementsOf(props.children as ComponentChild);
	const seen = { type, class: 'class' in props ? String(props.class) : '', text: inner.text };
	return { text: inner.text, seen: [...inner.seen, seen] };
}

const render = (evidence: Evidence) => elementsOf(EvidenceTable({ evidence }));
const cellsOf = (evidence: Evidence) => render(evidence).seen.filter(({ type }) => type === 'td' || type === 'p');
const first = { index: [1, 0], axes: ['position', 'channel'], expected: 0.5, got: 'NaN' } as const;

test('what is no number stands in the table and in the sentence by its name, and is marked', () => {
	const evidence: Evidence = {
		label: 'The output at position 1',
		expected: [0.5, '-Infinity', 1],
		got: ['NaN', '-Infinity', 'Infinity'],
		firstDifference: { ...first, index: [...first.index], axes: [...first.axes] },
	};
	const cells = cellsOf(evidence).filter(({ text }) => text !== '');

	expect(cells.map(({ text }) => text)).toEqual([
		...['0.5', '-Infinity', '1'],
		...['NaN', '-Infinity', 'Infinity'],
		'The output at position 1. First difference at position 1, channel 0: 0.5 expected, NaN yours.',
	]);
	expect(cells.filter((cell) => cell.class === 'off').map(({ text }) => text)).toEqual(['NaN', 'Infinity']);
});

test('of a verdict of before the largest number is told as what it stood for', () => {
	const difference = { index: [2], expected: 1.23456, got: Number.MAX_VALUE };
	const { text } = render({ label: 'The loss', got: [Number.MAX_VALUE, -Number.MAX_VALUE], firstDifference: difference });

	expect(text).not.toMatch(/e\+308/);
	expect(text).toContain('NaN or Infinity-Infinity');
	expect(text).toContain('The loss. First difference at [2]: 1.235 expected, NaN or Infinity yours.');
});

test('two numbers that differ late are told with enough digits to see it, and a single number has no place', () => {
	const { text } = render({ label: 'The loss', firstDifference: { index: [], expected: 1.00001, got: 1.00002 } });

	expect(text).toBe('The loss. First difference: 1.00001 expected, 1.00002 yours.');
});

test('of a wide row the columns around the first that differ are shown', () => {
	const row = (at: number) => Array.from({ length: 40 }, (_, column) => (column === at ? 5 : column / 100));
	const headsOf = (at: number) => render({ label: 'Row', expected: row(-1), got: row(at) }).seen.filter(({ type }) => type === 'th');
	const namesOf = (at: number) => headsOf(at).flatMap(({ text }) => (/^\d+$/.test(text) ? [Number(text)] : []));

	expect(namesOf(15)).toEqual(Array.from({ length: 16 }, (_, n) => n));
	expect(namesOf(20)).toEqual(Array.from({ length: 16 }, (_, n) => 12 + n));
	expect(namesOf(39)).toEqual(Array.from({ length: 16 }, (_, n) => 24 + n));
	expect(
		cellsOf({ label: 'Row', expected: row(-1), got: row(39) })
			.filter((cell) => cell.class === 'off')
			.map(({ text }) => text),
	).toEqual(['5']);
});
