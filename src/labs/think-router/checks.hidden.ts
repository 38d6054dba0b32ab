/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. Server only. */
import type { Check } from '#grading/core/check.ts';
import { generatedCheck } from '#grading/core/check-kit/plain-cases.ts';
import { integerBetween, normal } from '#grading/core/random.ts';
import {
	COIN_BUGS,
	CONFIDENCE_BUGS,
	type CoinInput,
	coinOf,
	confidenceOf,
	ROUTE_BUGS,
	type RouteInput,
	routeOf,
} from './reference.hidden.ts';
import { TEXTS } from './texts.ts';

type Random = () => number;

const confidences = generatedCheck<readonly number[]>({
	id: 'hidden-confidences',
	title: 'Scores of any size',
	harness: 'confidences',
	name: 'confidence',
	make: (random, index) => Array.from({ length: integerBetween(random, 2, 10) }, () => 2 * normal(random) + (index % 3) * 500),
	args: (logits) => logits,
	output: confidenceOf,
	bugs: CONFIDENCE_BUGS,
	otherwise: 'wrong-confidence',
	texts: TEXTS,
});

function drawRoute(random: Random): RouteInput {
	const [direct, think] = [integerBetween(random, 2, 4), integerBetween(random, 8, 20)];
	const confidences = Array.from({ length: integerBetween(random, 4, 16) }, () => integerBetween(random, 10, 99) / 100);
	return { confidences, direct, think, budget: direct + think * random() };
}

const routes = generatedCheck<RouteInput>({
	id: 'hidden-routes',
	title: 'Any budget',
	harness: 'routes',
	name: 'route',
	make: drawRoute,
	args: ({ confidences: sure, direct, think, budget }) => [sure, direct, think, budget],
	output: routeOf,
	bugs: ROUTE_BUGS,
	otherwise: 'wrong-route',
	texts: TEXTS,
});

const coins = generatedCheck<CoinInput>({
	id: 'hidden-coins',
	title: 'Any two ways',
	harness: 'coins',
	name: 'coinAccuracy',
	make(random) {
		const never = [integerBetween(random, 2, 4), 0.1 + 0.4 * random()] as const;
		const always = [never[0] + integerBetween(random, 5, 20), 0.6 + 0.4 * random()] as const;
		return { never, always, tokens: 1 + (always[0] + 3) * random() };
	},
	args: ({ never, always, tokens }) => [never, always, tokens],
	output: coinOf,
	bugs: COIN_BUGS,
	otherwise: 'wrong-coin',
	texts: TEXTS,
});

export const hiddenChecks: readonly Check[] = [confidences, routes, coins];
