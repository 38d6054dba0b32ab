/** Public checks: they run in the browser at each Ctrl+Enter and again on the server. They compare with stored examples; none computes one. */
import type { Check } from '#grading/core/check.ts';
import { storedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { COINS, CONFIDENCES, ROUTES } from './example.ts';
import { textOf } from './texts.ts';

const SURE = { harness: 'confidences', name: 'confidence', examples: CONFIDENCES, otherwise: 'wrong-confidence' };
const ROUTE = { harness: 'routes', name: 'route', examples: ROUTES, otherwise: 'wrong-route' };
const COIN = { harness: 'coins', name: 'coinAccuracy', examples: COINS, otherwise: 'wrong-coin' };

export const checks: readonly Check[] = [
	storedCheck({ id: 'share', title: 'Confidence is a share', points: 1, ...SURE, which: [0, 1], textOf }),
	storedCheck({ id: 'large', title: 'Large scores are scores too', points: 1, ...SURE, which: [2], textOf }),
	storedCheck({ id: 'doubt', title: 'The least sure think first', points: 1, ...ROUTE, which: [0, 1], textOf }),
	storedCheck({ id: 'budget', title: 'The mean cost stays within the budget', points: 1, ...ROUTE, which: [2, 3], textOf }),
	storedCheck({ id: 'no-money', title: 'No money, no thought; too much money, all of them', points: 1, ...ROUTE, which: [4, 5], textOf }),
	storedCheck({ id: 'coin', title: 'A coin lies on the line between never and always', points: 1, ...COIN, which: [0, 1], textOf }),
	storedCheck({
		id: 'ends',
		title: 'A coin is never better than always, never worse than never',
		points: 1,
		...COIN,
		which: [2, 3],
		textOf,
	}),
];
