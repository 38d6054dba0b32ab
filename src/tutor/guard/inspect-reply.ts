/**
 * May this reply be shown at this level? Measures it against the lab's solution and the learner's own file, tries its code in their program,
 * and says the smallest level whose limits hold. The model that wrote the reply is not trusted, nor asked.
 */
import { probeReply } from './execution.ts';
import { GUARD_LEVELS, type GuardLevel, type GuardReason, type GuardScores, type Inspection, type ReplyToInspect } from './inspection.ts';
import { readLabSecrets } from './lab-secrets.ts';
import { type Measured, measureReply } from './measure.ts';
import { openTexts, readOpen } from './open-texts.ts';
import { isUnreadable } from './plain-text.ts';
import { type ReadReply, readReply } from './read-reply.ts';
import { isOutOfLanguage } from './readable.ts';
import { LIMITS, type Limits, MUNDANE } from './thresholds.ts';

const CONFIRMS =
	/^\W*(?:yes|yep|yeah|correct|exactly|right|true|indeed|that(?:'s| is) (?:it|right|correct)|perfect|spot on|good)\b|\bline \d+ (?:is|matches|looks) (?:right|correct|the same)/i;

export async function inspectReply(input: ReplyToInspect): Promise<Inspection> {
	const secrets = readLabSecrets(input.lab.id);
	const reply = readReply(whatWasSaid(input.reply, input.question), secrets);
	const before = input.previousReplies.map((text) => readReply(text, secrets));
	const isHidden = reply.hasHidden || isUnreadable(input.reply) || isOutOfLanguage(input.reply, reply);
	const hasCode = codeOf(reply).trim() !== '';
	const own = readOpen(secrets, [input.learnerCode]);
	const weigh = (level: GuardLevel): Weighed => {
		const measured = measureReply(reply, before, secrets, openTexts(secrets, { lab: input.lab.id, level }, own));
		const isMundane = isAboutCallsOnly(measured);
		return {
			scores: measured.scores,
			isMundane,
			reasons: level === 5 ? [] : brokenLimits(measured.scores, LIMITS[level], { isMundane, isHidden, hasCode }),
		};
	};
	const { reasons, ...base } = weigh(input.level);
	// Each level is measured with what is open there: a rung that nobody took yet is not free because it could be taken.
	const isAbove = reasons.length > 0;
	const others = isAbove ? GUARD_LEVELS.slice(input.level + 1) : GUARD_LEVELS.slice(0, input.level);
	const held = others.find((level) => weigh(level).reasons.length === 0) ?? (isAbove ? 5 : input.level);
	if (reasons.length > 0 || input.level === 5) return { ...base, ok: reasons.length === 0, measured: held, reasons, probe: 'not-needed' };
	const probe = await probeReply(input, codeOf(reply));
	if (probe === 'leak') return { ...base, ok: false, measured: 5, reasons: ['execution'], probe };
	if (probe === 'unknown') return { ...base, ok: false, measured: 5, reasons: ['not-proven-safe'], probe };
	if (probe === 'step') return { ...base, ok: true, measured: 4, reasons: [], probe: 'safe' };
	return { ...base, ok: true, measured: held, reasons: [], probe };
}

interface Weighed {
	readonly scores: GuardScores;
	readonly isMundane: boolean;
	readonly reasons: readonly GuardReason[];
}

/**
 * A "yes" says what the question said. Use it for the replies of earlier turns, too: what was confirmed line by line adds up.
 */
export function whatWasSaid(reply: string, question = ''): string {
	return CONFIRMS.test(reply) ? `${reply}\n${question}` : reply;
}

function codeOf({ views }: ReadReply): string {
	return views.map(({ parts, isOrder }) => (isOrder ? '' : parts.code)).join('\n');
}

function brokenLimits(
	scores: GuardScores,
	limits: Limits,
	about: { isMundane: boolean; isHidden: boolean; hasCode: boolean },
): GuardReason[] {
	const most = (key: keyof Limits): number => (about.isMundane ? Math.max(MUNDANE[key] ?? 0, limits[key]) : limits[key]);
	const broken: readonly (readonly [boolean, GuardReason])[] = [
		[about.isHidden, 'unreadable'],
		[scores.lines > most('lines'), 'code-lines'],
		[scores.c > most('c') || scores.cumulative > most('cumulative'), 'fingerprints'],
		[scores.lcs > most('lcs'), 'longest-run'],
		[scores.t > most('t'), 'tiles'],
		[scores.own > limits.own || scores.ownCumulative > limits.ownCumulative, 'solution-lines'],
		[scores.a > limits.a, 'tree'],
		[scores.s > limits.s || scores.sCumulative > limits.sCumulative, 'skeleton'],
		[scores.atoms > limits.atoms, 'spoiler'],
		[scores.steps > limits.steps, 'prose'],
		[scores.prose > limits.prose && !(about.isMundane && about.hasCode && scores.prose === 1), 'prose'],
	];
	return [...new Set(broken.filter(([isBroken]) => isBroken).map(([, reason]) => reason))];
}

/** Examples of calls, types and errors: little code, none of it in the solution's own words, and no word on what is wrong or what to do. */
function isAboutCallsOnly({ scores, newLines, coreNames }: Measured): boolean {
	return newLines.length <= MUNDANE.lines && coreNames <= 1 && scores.prose <= 1 && scores.atoms === 0;
}
