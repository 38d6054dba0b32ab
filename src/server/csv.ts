/**
 * Rows as a file for spreadsheets, by RFC 4180: comma, CRLF, quotes doubled. A text that a spreadsheet would run as a
 * formula gets an apostrophe in front, because some of it was written by learners; numbers stay numbers.
 */
export type Cell = string | number | boolean | null;

/** The last four are full-width: spreadsheets set up for Chinese or Japanese read them as the four at the start. */
const RUNS = /^[=+\-@\t\r\n＝＋－＠]/;

export function csvText(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
	return [head, ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}

export function csvResponse(text: string, fileName: string): Response {
	const headers = { 'content-type': 'text/csv; charset=utf-8', 'content-disposition': `attachment; filename="${fileName}"` };
	return new Response(text, { headers: { ...headers, 'cache-control': 'no-store' } });
}

function csvCell(value: Cell): string {
	if (value === null) return '';
	if (typeof value !== 'string') return String(value);
	const harmless = RUNS.test(value) ? `'${value}` : value;
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
