/** The numbers in the prose of lesson 7.4 are those of its figure and of the measured frontier. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { frontierRuns, meanSeries, questionRuns } from '../../src/components/figures/reasoning-measured.ts';
import { frontierOf, type Way } from '../../src/components/figures/router-frontier.ts';

const text = readFileSync('src/content/lessons/7-reasoning/think-router.mdx', 'utf8');
const points = (name: string) => meanSeries(frontierRuns.runs, name, { name, mark: 1 }).points;
const questions = questionRuns.runs[0]?.result ?? [];

/** Tokens of the router where it first is as good as always thinking, to half a percent. */
function reaches({ router, always }: { readonly router: readonly Way[]; readonly always: Way }): number {
	return router.find(({ accuracy }) => accuracy >= always.accuracy - 0.005)?.tokens ?? Number.NaN;
}

describe('lesson 7.4', () => {
	it('prints the measured frontier', () => {
		const router = points('your router')[8];
		const coin = points('a coin at the same cost')[8];
		const always = points('never and always')[1];
		expect(text).toContain(
			`With ${router?.x.toFixed(1)} tokens a question the router is right in ${router?.y.toFixed(3)} of all cases, the coin in ${coin?.y.toFixed(3)}`,
		);
		expect(text).toContain(`always thinking costs ${always?.x.toFixed(1)} tokens and reaches ${always?.y.toFixed(3)}`);
		expect(1 - (router?.x ?? 0) / (always?.x ?? 1)).toBeCloseTo(1 / 25, 2);
	});

	it('counts what an easy question costs', () => {
		expect(new Set(questions.filter(([operations]) => operations === 1).map(([, , , , tokens]) => tokens))).toEqual(new Set([7]));
		expect(text).toContain(`${questions.length} measured questions`);
		expect(text).toContain('costs it 7 tokens with a thought and 3 without');
	});

	it('moves the sliders as it says', () => {
		const [many, long, none] = [frontierOf(questions, 0.8), frontierOf(questions, 0.5, 20), frontierOf(questions, 0)];
		expect(text).toContain(`with ${reaches(many).toFixed(1)} tokens instead of ${many.always.tokens.toFixed(1)}`);
		expect(text).toContain(`it would need ${reaches(long).toFixed(1)} tokens instead of ${long.always.tokens.toFixed(1)}`);
		expect(text).toContain(`needs ${reaches(none).toFixed(1)} tokens for what always thinking gets for ${none.always.tokens.toFixed(1)}`);
	});
});
