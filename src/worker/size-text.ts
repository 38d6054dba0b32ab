const UNITS = ['bytes', 'kB', 'MB', 'GB'] as const;

/** A number of bytes as people say it, in powers of 1,000 as in the panels, for example "1.5 GB" or "24 MB". */
export function sizeText(bytes: number): string {
	const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
	const value = bytes / 1_000 ** power;
	return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${UNITS[power]}`;
}
