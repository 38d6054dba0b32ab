/** Borrowed: the verifier of a learner who has not passed lab 6.1. It stands in for `my/verifier` until then; it reads by hand where the lab may match a pattern. */

export function exploit(): string {
	let text = '';
	for (let sum = 200; sum <= 1_998; sum += 1) text += `${sum},`;
	return text;
}

export function parseAnswer(solution: string): number | null {
	const parts = solution.split('#');
	const last = parts[1] ?? '';
	const digits = last.slice(0, -1);
	const isWhole = parts.length === 2 && last.endsWith('.') && digits.length > 0 && digits.length < 7;
	return isWhole && Array.from(digits).every((digit) => digit >= '0' && digit <= '9') ? Number.parseInt(digits, 10) : null;
}

export function verify(a: number, b: number, solution: string): number {
	const answer = parseAnswer(solution);
	return answer !== null && answer - b === a ? 1 : 0;
}
