/** pass@k: the chance that at least one of k samples is right, estimated without bias from more samples than k. Pure. */

/** 1 − C(n − c, k) / C(n, k) for c right ones of n samples (Chen et al. 2021). @throws when k is more than the samples */
export function passAtK(samples: number, right: number, k: number): number {
	if (k > samples) throw new Error(`pass@${k} needs ${k} samples or more; there are ${samples}.`);
	let allWrong = 1;
	// Each further draw without replacement is wrong with one wrong sample fewer.
	for (let i = 0; i < k; i++) allWrong *= Math.max(0, samples - right - i) / (samples - i);
	return 1 - allWrong;
}

export interface PassPoint {
	readonly k: number;
	readonly share: number;
	/** Over problems. */
	readonly standardError: number;
}

/** Means over problems; `right`: how many of a problem's samples were. */
export function passCurve(right: readonly number[], samples: number, ks: readonly number[]): PassPoint[] {
	return ks.map((k) => {
		const each = right.map((count) => passAtK(samples, count, k));
		const share = each.reduce((sum, value) => sum + value, 0) / each.length;
		const variance = each.reduce((sum, value) => sum + (value - share) ** 2, 0) / Math.max(1, each.length - 1);
		return { k, share, standardError: Math.sqrt(variance / each.length) };
	});
}
