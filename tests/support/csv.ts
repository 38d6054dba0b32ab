/** Reads a file by RFC 4180, as a spreadsheet does: what we write is read back by something that we did not write it with. */
export function readCsv(text: string): string[][] {
	const rows: string[][] = [[]];
	let cell = '';
	let isQuoted = false;
	for (let at = 0; at < text.length; at++) {
		const letter = text[at];
		if (isQuoted && letter === '"' && text[at + 1] === '"') {
			cell += '"';
			at++;
		} else if (letter === '"') isQuoted = !isQuoted;
		else if (!isQuoted && letter === ',') {
			rows.at(-1)?.push(cell);
			cell = '';
		} else if (!isQuoted && text.startsWith('\r\n', at)) {
			rows.at(-1)?.push(cell);
			cell = '';
			rows.push([]);
			at++;
		} else cell += letter;
	}
	return rows.filter((row) => row.length > 0);
}
