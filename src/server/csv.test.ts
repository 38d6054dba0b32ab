/** Files for spreadsheets: quoted as RFC 4180 says, and nothing in them runs. */
import { expect, it } from 'vitest';
import { csvText } from './csv.ts';

it('quotes commas, quotes and line ends, and ends each row with CRLF', () => {
	expect(csvText(['a', 'b'], [['x, "y"', 'two\nlines']])).toBe('a,b\r\n"x, ""y""","two\nlines"\r\n');
});

it('keeps numbers, writes nothing for what is missing', () => {
	expect(csvText(['n', 'none', 'yes'], [[-0.5, null, true]])).toBe('n,none,yes\r\n-0.5,,true\r\n');
});

it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\tx', '\rx', '\nx', '＝1+1', '＋1', '－1', '＠SUM(A1)'])('neutralises %j', (text) => {
	expect(csvText(['a'], [[text]])).toContain(`'${text}`);
});
