/** How many tokens changed, whatever white space and comments do. */
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../tests/support/cpu-time.ts';
import { countChangedTokens } from './token-edits.ts';

describe('changed tokens', () => {
	it.each([
		['nothing', 'const a = 1;', 'const a = 1;', 0],
		['white space and comments', 'const a = 1;', '// new\nconst   a =\n1; /* two\nlines */', 0],
		['one number', 'const a = 1;', 'const a = 2;', 2],
		['a token added', 'f(a)', 'f(a, b)', 2],
		['inside a string', "log('a b')", "log('a c')", 2],
		['a moved line, out and in', 'a; b; c;', 'b; c; a;', 4],
		['letters of any script', 'const größe = 1', 'const größer = 1', 2],
		['everything', '', 'a b c', 3],
	])('counts %s', (_what, before, after, changed) => expect(countChangedTokens(before, after)).toBe(changed));

	it('takes two texts of the largest size in well under a second', () => {
		const text = (word: string) => Array.from({ length: 12_000 }, (_, n) => `${word}${n % 7}`).join(' ');
		const took = cpuMs(() => expect(countChangedTokens(text('a'), text('b'))).toBeGreaterThan(0));
		expect(took).toBeLessThan(1_000);
	});
});
