/**
 * The proof by running: would the learner's program pass more public checks with the reply's code in it than it does without? Only code
 * that got past every other measure is run, so most replies cost nothing here.
 */
import { tokenCount } from './code-parts.ts';
import type { Inspection, ProbeAnswer, ReplyToInspect } from './inspection.ts';
import { readLabSecrets } from './lab-secrets.ts';
import { spliced } from './splice.ts';

/** Less than this is a name, a shape or a call without arguments. */
const LEAST_TOKENS = 6;

/** `step`: more checks pass than before, which is what level 4 is for. */
export async function probeReply(input: ReplyToInspect, code: string): Promise<Inspection['probe'] | 'step'> {
	if (!code.split('\n').some((line) => tokenCount(line) >= LEAST_TOKENS)) return 'not-needed';
	const programs = spliced(input.learnerCode, code, [...readLabSecrets(input.lab.id).exports]);
	if (programs.length === 0) return 'not-needed';
	if (input.probe === undefined) return 'unknown';
	const own = await input.probe(input.learnerCode);
	if (own.status === 'unknown') return 'unknown';
	if (own.passed === own.total) return 'safe';
	const seen = new Set<'safe' | 'step' | 'unknown'>();
	for (const program of programs) {
		const answer = await input.probe(program);
		const outcome = outcomeOf(answer, own.passed, input.level);
		if (outcome === 'leak') return 'leak';
		seen.add(outcome);
	}
	if (seen.has('unknown')) return 'unknown';
	return seen.has('step') ? 'step' : 'safe';
}

/** At the level of the next step, more checks may pass, but not all of them. */
function outcomeOf(answer: ProbeAnswer, before: number, level: number): 'safe' | 'step' | 'leak' | 'unknown' {
	if (answer.status === 'unknown') return 'unknown';
	if (answer.passed <= before) return 'safe';
	return level === 4 && answer.passed < answer.total ? 'step' : 'leak';
}
