import { expect, test } from 'vitest';
import { assignArm } from './assign-arm.ts';

const ARMS = ['gentle', 'standard', 'stretch'];

function dealAll(n: number, experimentId = 'experiment'): string[] {
	const dealt: string[] = [];
	for (let at = 0; at < n; at++) dealt.push(assignArm(ARMS, dealt, { experimentId, userId: `user ${at}` }));
	return dealt;
}

test('every block holds each arm once, and the same ids are dealt the same', () => {
	const dealt = dealAll(60);
	for (let at = 0; at < 60; at += 3) expect(dealt.slice(at, at + 3).toSorted()).toEqual(ARMS);
	expect(dealAll(60)).toEqual(dealt);
	expect(dealAll(60, 'another')).not.toEqual(dealt);
});

test('who comes first in a block is left to chance', () => {
	const first = ARMS.map(
		(arm) =>
			Array.from({ length: 300 }, (_, n) => assignArm(ARMS, [], { experimentId: 'e', userId: `${n}` })).filter((one) => one === arm).length,
	);
	for (const count of first) expect(count).toBeGreaterThan(70);
});
