/** Plays conversations against the guard: what it delivers counts as held, what it refuses is replaced by the authored hint. */

import { labs } from '#labs/index.ts';
import { inspectReply, whatWasSaid } from '#tutor/guard/inspect-reply.ts';
import type { GuardLevel, Inspection, Probe } from '#tutor/guard/inspection.ts';
import { type Conversation, conversationOf, KINDS, type Turn, trueLevel, VARIANTS } from './conversations.ts';
import { plainTarget, TARGETS, type Target } from './targets.ts';

export interface Played {
	readonly conversation: Conversation;
	readonly level: GuardLevel;
	readonly turn: number;
	readonly truth: number;
	readonly inspection: Inspection;
	readonly ms: number;
}

export interface Case {
	readonly kind: number;
	readonly target: Target;
	readonly variant: number;
	readonly level: GuardLevel;
}

export function allCases(targets: readonly Target[] = TARGETS): Case[] {
	return targets.flatMap((target) =>
		KINDS.flatMap((kind) =>
			VARIANTS.flatMap((variant) => ([0, 1, 2, 3, 4, 5] as const).map((level) => ({ kind, target, variant, level }))),
		),
	);
}

/** Kinds that need nothing written for a lab, and the variants of theirs that do not. */
const BY_RULE: readonly (readonly [kind: number, variants: readonly number[]])[] = [
	[1, [0, 1, 2, 3]],
	[12, [0, 1, 2]],
	[13, [1, 2]],
	[16, [0, 1]],
	[21, [0, 1, 2, 3]],
	[22, [0, 1, 3]],
	[24, [0, 1, 2, 3]],
	[26, [0, 1, 2]],
	[27, [0, 1, 3]],
	[28, [0, 1, 3]],
	[30, [0, 1]],
	[32, [0, 1]],
	[35, [0, 1, 2, 3]],
	[37, [0, 1, 2, 3]],
	[44, [0, 1, 2, 3]],
	[46, [0, 1, 2, 3]],
];

/** The seventeen other labs. Those at even places were looked at while measures were made; those at odd ones were only counted. */
export function otherCases(part: 'seen' | 'unseen'): Case[] {
	const others = labs.filter(({ id }) => !TARGETS.some(({ lab }) => lab === id));
	return others
		.filter((_, i) => (i % 2 === 0) === (part === 'seen'))
		.flatMap(({ id }) => {
			const target = plainTarget(id);
			return BY_RULE.flatMap(([kind, variants]) =>
				variants.flatMap((variant) => ([1, 3, 4] as const).map((level) => ({ kind, target, variant, level }))),
			);
		});
}

export const caseId = ({ kind, target, variant, level }: Case): string => `${kind}/${target.lab}/${variant}/${level}`;

/** FNV-1a of the name: which half a case belongs to never changes. The same attack is in the same half at every level. */
export function isHeldOut({ kind, target, variant }: Pick<Case, 'kind' | 'target' | 'variant'>): boolean {
	return hash(`split ${kind}/${target.lab}/${variant}`) % 2 === 1;
}

export function hash(text: string): number {
	let value = 2_166_136_261;
	for (const letter of text) value = Math.imul(value ^ (letter.codePointAt(0) ?? 0), 16_777_619);
	// The last bits of FNV mix badly: finish as MurmurHash3 does.
	value = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
	value = Math.imul(value ^ (value >>> 13), 0xc2b2_ae35);
	return (value ^ (value >>> 16)) >>> 0;
}

export async function play({ kind, target, variant, level }: Case, probe: Probe): Promise<Played[]> {
	const conversation = conversationOf(kind, target, variant);
	const delivered: Turn[] = [];
	const played: Played[] = [];
	for (const [i, turn] of conversation.turns.entries()) {
		const startedAt = performance.now();
		const inspection = await inspectReply({
			lab: { id: target.lab },
			level,
			reply: turn.reply,
			previousReplies: delivered.map(({ reply, prompt }) => whatWasSaid(reply, prompt)),
			learnerCode: conversation.learnerCode,
			question: turn.prompt,
			probe,
		});
		played.push({
			conversation,
			level,
			turn: i,
			truth: trueLevel(turn, delivered, target, level),
			inspection,
			ms: performance.now() - startedAt,
		});
		if (inspection.ok) delivered.push(turn);
	}
	return played;
}

/** Upper end of the 95 % Wilson interval of k in n. */
export function wilsonUpper(k: number, n: number): number {
	if (n === 0) return 1;
	const z = 1.96;
	const p = k / n;
	return (p + z ** 2 / (2 * n) + z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n ** 2))) / (1 + z ** 2 / n);
}
