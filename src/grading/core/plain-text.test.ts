/** What learner code said is shown, never obeyed. */
import { expect, test } from 'vitest';
import { plainText } from './plain-text.ts';

test('control characters, half characters and turned directions are written out; everything else stays', () => {
	expect(plainText('a\u0000b\u001b[31m \u202e \ud800 \u2066')).toBe('a\\u0000b\\u001b[31m \\u202e \\ud800 \\u2066');
	expect(plainText('two\nlines\twith <b> & é 🔥')).toBe('two\nlines\twith <b> & é 🔥');
});
