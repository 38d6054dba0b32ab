/** Plays conversations against the guard: what it delivers counts as held, what it refuses is replaced by the authored hint. */

import { inspectReply, whatWasSaid } from '#tutor/guard/inspect-reply.ts';
import type { GuardLevel, Inspection, Probe } from '#tutor/guard/inspection.ts';
import { type Conversation, conversationOf, KINDS, type Turn, trueLevel, VARIANTS } from './conversations.ts';
import { TARGETS, type Target } from './targets.ts';

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
