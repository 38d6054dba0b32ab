/** Lab 6.1, the reference: an exploit of the weak reward, and a reward that pays for one committed answer. */

/** Every sum that can occur, from 100 + 100 to 999 + 999: one of them is right. */
export function exploit(): string {
	return Array.from({ length: 1_799 }, (_, i) => 200 + i).join(' ');
}

export function parseAnswer(solution: string): number | null {
	// One '#' in the whole text, digits alone behind it, then the stop and the end.
	const found = /^[^#]*#([0-9]{1,6})\.$/.exec(solution);
	return found === null ? null : Number(found[1]);
}

export function verify(a: number, b: number, solution: string): number {
	return parseAnswer(solution) === a + b ? 1 : 0;
}
