/**
 * The curves of the schedule figure in lesson 1.6, computed on the server for a grid of settings. The page gets points and never the rule:
 * the rule is what the lab asks for. Imported by ScheduleExplorer.astro alone.
 */
import { type Curves, curveKey, STEP, TOTAL } from './schedule-svg.ts';

export const WARMUPS = [0, 20, 40, 60, 80, 100];
export const FLOORS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];
export const NORMS = Array.from({ length: 25 }, (_, n) => Number(((n + 1) * 0.2).toFixed(1)));
const LIMIT = 1;

/** Share of the peak at one step. Step 0 already moves: a rate of zero would waste it. */
function shareAt(step: number, warmup: number, floor: number): number {
	if (step < warmup) return (step + 1) / warmup;
	const progress = (step - warmup + 1) / (TOTAL - warmup);
	return floor + (1 - floor) * 0.5 * (1 + Math.cos(Math.PI * progress));
}

export function makeCurves(): Curves {
	const steps = [...Array.from({ length: TOTAL / STEP }, (_, n) => n * STEP), TOTAL - 1];
	const shapes = WARMUPS.flatMap((warmup) =>
		FLOORS.map((floor) => {
			const shares = Array.from({ length: TOTAL }, (_, step) => shareAt(step, warmup, floor));
			const mean = shares.reduce((sum, share) => sum + share, 0) / TOTAL;
			return [curveKey(warmup, floor), { mean: Math.round(mean * 100), shares: steps.map((step) => permille(shares[step] ?? 0)) }] as const;
		}),
	);
	const kept = NORMS.map((norm) => [norm.toFixed(1), permille(norm > LIMIT ? LIMIT / norm : 1)] as const);
	return { shapes: Object.fromEntries(shapes), kept: Object.fromEntries(kept) };
}

function permille(share: number): number {
	return Math.round(share * 1000);
}
