/**
 * Deals a learner into an arm: among the arms that have the fewest so far, so that every block of as many learners as arms
 * holds each arm once, by a hash of both ids. Nobody chooses, and anybody can compute it again.
 */
import { createHash } from 'node:crypto';

/** `dealt`: the arms of all who were dealt before, also of those who left. */
export function assignArm(arms: readonly string[], dealt: readonly string[], ids: { experimentId: string; userId: string }): string {
	const counts = arms.map((arm) => dealt.filter((one) => one === arm).length);
	const fewest = Math.min(...counts);
	const open = arms.filter((_, n) => counts[n] === fewest);
	const hash = createHash('sha256').update(`${ids.experimentId} ${ids.userId}`).digest();
	const arm = open[hash.readUInt32BE(0) % open.length];
	if (arm === undefined) throw new Error('An experiment has no arms.');
	return arm;
}
