/** Fewer points of the same curve: of each stretch the lowest and the highest stay, so that no spike is lost. */
import type { Point } from './run-store.ts';

/** At most about `limit` points; the first, the last and every held-out measurement always stay. */
export function decimate(points: readonly Point[], limit: number): readonly Point[] {
	if (points.length <= limit) return points;
	const stretch = Math.ceil((points.length * 2) / limit);
	const kept: Point[] = [];
	for (let from = 0; from < points.length; from += stretch) kept.push(...extremes(points, from, Math.min(from + stretch, points.length)));
	return kept;
}

function extremes(points: readonly Point[], from: number, to: number): Point[] {
	const part = points.slice(from, to);
	const low = part.reduce((a, b) => (b.loss < a.loss ? b : a));
	const high = part.reduce((a, b) => (b.loss > a.loss ? b : a));
	return part.filter(
		(point, at) => point === low || point === high || point.heldOut !== undefined || from + at === 0 || from + at === points.length - 1,
	);
}
