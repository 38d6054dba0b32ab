import { expect, test } from 'vitest';
import { arrangeGrid, type GridData } from '#contract/grid.ts';
import { rowHtml } from './grid-html.ts';

const DATA: GridData = {
	kinds: [{ className: 'q8', words: 'accepted', states: [] }],
	states: [],
	metrics: [{ id: 'tries', title: 'submissions', words: '{}', digits: 0 }],
	columns: [{ id: 'rope', lesson: '2.2', title: 'RoPE', part: '2' }],
	ends: [
		{ id: 'done', title: 'done', href: 'submissions?learner={row}&outcome=accepted' },
		{ id: 'stuck', title: 'stuck', href: 'learner/{row}?lab={column}#tries' },
		{ id: 'total', title: 'total' },
	],
	rows: [],
	rowHref: 'learner/{row}',
	cellHref: 'submissions?lab={column}&learner={row}',
};
const row = (stuck: string) => ({
	...{ id: 'a/1', name: 'Ada', section: null, cells: [[0, 2]] as const },
	ends: [
		[3, '3'],
		[1, stuck, 'rope'],
		[0.5, '<50 %>'],
	] as const,
});
const endsOf = (stuck: string, isGrid: boolean) =>
	[...rowHtml(DATA, arrangeGrid(DATA, {}), row(stuck), 0, { isGrid }).matchAll(/<td class="end"[^>]*>(.*?)<\/td>/g)].map(
		([, inside]) => inside,
	);

test('a number at the end of a row leads to what it was counted from, where it says something', () => {
	expect(endsOf('1', false)).toEqual([
		'<a href="submissions?learner=a%2F1&amp;outcome=accepted">3</a>',
		'<a href="learner/a%2F1?lab=rope#tries">1</a>',
		'&lt;50 %&gt;',
	]);
	expect(endsOf('', false)[1]).toBe('');
});

test('in a grid the cell takes the focus, and the link is for the pointer', () => {
	expect(endsOf('1', true)[0]).toBe('<a href="submissions?learner=a%2F1&amp;outcome=accepted" tabindex="-1">3</a>');
});
