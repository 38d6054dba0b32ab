import { expect, test } from 'vitest';
import type { DocEntry } from '#contract/docs.ts';
import { labDocs, tfjsDocs } from '../../scripts/build-docs-index.ts';
import { answerFrom, entryNamed, MAX_SHOWN } from './docs-search.ts';

const ENTRIES: readonly DocEntry[] = [...tfjsDocs(), ...labDocs()];
const first = (question: string): string | undefined => answerFrom(ENTRIES, question).entries[0]?.name;

test.each([
	['how do I transpose', 'transpose'],
	['matMul shapes', 'matMul'],
	['what is Tensor3D', 'Tensor3D'],
	['What is a Scalar?', 'Scalar'],
	['swap two axes', 'transpose'],
	['arange', 'range'],
	['unsqueeze', 'expandDims'],
	['how can I plot something', 'plot'],
	['convert to int', 'cast'],
	['memory leak', 'memory'],
	['read values', 'numbers of a tensor'],
	['clamp', 'clipByValue'],
	['embedding lookup', 'gather'],
	['broadcast', 'broadcasting'],
	['print', 'print'],
	['stack', 'stack'],
])('%s → %s', (question, name) => expect(first(question)).toBe(name));

test('an answer is short, and is told apart from half an answer and from none', () => {
	expect(answerFrom(ENTRIES, 'axis').entries.length).toBeLessThanOrEqual(MAX_SHOWN);
	expect(answerFrom(ENTRIES, 'axis').how).toBe('all');
	expect(answerFrom(ENTRIES, 'transpose zebra').how).toBe('some');
	expect(first('transpose zebra')).toBe('transpose');
	expect(answerFrom(ENTRIES, 'tranpsose').how).toBe('near');
	expect(first('tranpsose')).toBe('transpose');
	expect(answerFrom(ENTRIES, 'zzzqqq')).toEqual({ how: 'near', entries: [] });
	expect(answerFrom(ENTRIES, ' ? ')).toEqual({ how: 'asked-nothing', entries: [] });
});

test('a name under the cursor is found only as it is spelt', () => {
	expect(entryNamed(ENTRIES, 'matMul')?.call).toContain('a.matMul(b');
	expect(entryNamed(ENTRIES, 'matmul')).toBeNull();
});
