import { expect, test } from 'vitest';
import { buildSkillMap } from './get-skill-map.ts';

const skill = (id: string, needs: string[] = []) => ({ id, title: id, kind: 'core' as const, needs });
const skills = [skill('tokens'), skill('attention', ['tokens']), skill('training', ['attention']), skill('experts', ['training'])];
const places = new Map([
	['tokens', '/lab/tokens'],
	['attention', '/lab/attention'],
	['training', '/lab/training'],
]);
const proven = { status: 'proven', recheck: null } as const;
const states = (standings: Parameters<typeof buildSkillMap>[2]) =>
	buildSkillMap(skills, places, standings, 1_000).map(({ state }) => state);

test('a guest sees the map without states, and where each skill is worked on', () => {
	expect(states(null)).toEqual([null, null, null, null]);
	expect(buildSkillMap(skills, places, null, 0).map(({ href }) => href)).toEqual(['/lab/tokens', '/lab/attention', '/lab/training', null]);
});

test('what rests on proven skills is open, what rests on others comes later, what has no lab is ahead', () => {
	expect(states(new Map())).toEqual(['open', 'later', 'later', 'ahead']);
	expect(states(new Map([['tokens', proven]]))).toEqual(['proven', 'open', 'later', 'ahead']);
});

test('a check that is due stands before everything else, and still counts as proven for what rests on it', () => {
	const due = { status: 'due', recheck: { kind: 'retention', from: 900 } } as const;
	const invited = { status: 'learning', recheck: { kind: 'prove', from: 2_000 } } as const;
	expect(
		states(
			new Map<string, typeof due | typeof invited>([
				['tokens', due],
				['attention', invited],
			]),
		),
	).toEqual(['due', 'learning', 'later', 'ahead']);
});
