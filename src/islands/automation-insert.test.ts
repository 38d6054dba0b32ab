/** A text from the list lands where one would have typed it, and a block brings nothing twice. */
import { describe, expect, it } from 'vitest';
import { fitBlock, insertionAt } from './automation-insert.ts';

const CODE = 'function f() {\n\tconst a = 1;\n\t\n}\n';
const put = (code: string, cursor: number, lines: string[]) => {
	const { at, text } = insertionAt(code, cursor, lines);
	return code.slice(0, at) + text + code.slice(at);
};

describe('a text from the list', () => {
	it('takes an empty line, as deep as it is', () => {
		expect(put(CODE, CODE.indexOf('\t\n') + 1, ['if (a) {', '\ta;', '}'])).toBe(
			'function f() {\n\tconst a = 1;\n\tif (a) {\n\t\ta;\n\t}\n}\n',
		);
	});

	it('goes below a line that holds something, one deeper behind a bracket', () => {
		expect(put(CODE, CODE.indexOf('const'), ['b;'])).toContain('const a = 1;\n\tb;\n');
		expect(put(CODE, 3, ['b;'])).toContain('function f() {\n\tb;\n\tconst');
	});

	it('takes the spaces of a file that has no tabs', () => {
		expect(put('function f() {\n  a;\n}\n', 17, ['if (b) {', '\tc;', '}'])).toBe('function f() {\n  a;\n  if (b) {\n    c;\n  }\n}\n');
	});
});

describe('a block', () => {
	const block = {
		skill: 's',
		name: 'g',
		parts: [
			{ name: 'PEAK', code: 'const PEAK = 1;' },
			{ name: 'g', code: 'function g() {\n\treturn tf.scalar(PEAK);\n}' },
		],
		needs: ['tf'],
		from: '',
	};

	it('leaves out what the file declares, and names what it does not import', () => {
		expect(fitBlock(block, 'const PEAK = 2;')).toEqual({ lines: block.parts[1]?.code.split('\n'), isThere: false, missing: ['tf'] });
		expect(fitBlock(block, "import * as tf from 'x';").missing).toEqual([]);
	});

	it('is there when its function is', () => {
		expect(fitBlock(block, 'function g() {}').isThere).toBe(true);
	});
});
