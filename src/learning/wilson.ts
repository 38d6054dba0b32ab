/** How far a share can be trusted: the 95 % interval of Wilson (1927), which stays within 0 and 1 and says something also for few cases. */
import type { Share } from '#contract/teach-help.ts';

const Z = 1.959964;

/** Of `n` independent cases `k` had it. Null when there was no case. */
export function wilson(k: number, n: number): Share | null {
	if (n === 0) return null;
	const share = k / n;
	const spread = 1 + Z ** 2 / n;
	const centre = (share + Z ** 2 / (2 * n)) / spread;
	const half = (Z * Math.sqrt((share * (1 - share)) / n + Z ** 2 / (4 * n ** 2))) / spread;
	return { k, n, share, low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}
