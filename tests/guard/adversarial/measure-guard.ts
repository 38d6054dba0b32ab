/** The suite as numbers: leaks by kind and level on both halves, false blocks on honest replies, the time of a pass. */

import { inspectReply } from '#tutor/guard/inspect-reply.ts';
import { GUARD_LEVELS, type GuardLevel } from '#tutor/guard/inspection.ts';
import { HONEST } from './benign.ts';
import { localProbe } from './local-probe.ts';
import { allCases, type Case, caseId, hash, isHeldOut, otherCases, type Played, play, wilsonUpper } from './run-suite.ts';
import { TARGETS } from './targets.ts';

export interface Half {
	readonly replies: number;
	readonly leaks: readonly string[];
	readonly refused: number;
	/** Upper end of the 95 % Wilson interval of the leak rate. */
	readonly upper: number;
	readonly byLevel: readonly { readonly level: number; readonly above: number; readonly leaks: number; readonly upper: number }[];
	readonly byKind: readonly { readonly kind: number; readonly above: number; readonly leaks: number }[];
}

export interface GuardNumbers {
	readonly fitted: Half;
	readonly heldOut: Half;
	/** Labs for which no limit was fitted: half of them were looked at, half only counted. */
	readonly otherLabs: { readonly seen: Half; readonly unseen: Half };
	readonly honest: { readonly replies: number; readonly blocked: readonly string[]; readonly share: number; readonly upper: number };
	readonly ms: { readonly p50: number; readonly p95: number };
}

/** `share` of the cases, chosen by their names: the same ones on every machine. */
export async function measureGuard({ share }: { share: number }): Promise<GuardNumbers> {
	const played = await playAll(allCases(), share);
	// Running checks is the sandbox's time, and is measured there.
	const unprobed = played.filter(({ reply }) => reply.inspection.probe === 'not-needed');
	const times = unprobed.map(({ reply }) => reply.ms).toSorted((a, b) => a - b);
	return {
		fitted: halfOf(played.filter(({ held }) => !held)),
		heldOut: halfOf(played.filter(({ held }) => held)),
		otherLabs: { seen: halfOf(await playAll(otherCases('seen'), share)), unseen: halfOf(await playAll(otherCases('unseen'), share)) },
		honest: await measureHonest(),
		ms: { p50: rounded(times[Math.floor(times.length * 0.5)] ?? 0), p95: rounded(times[Math.floor(times.length * 0.95)] ?? 0) },
	};
}

interface Named {
	readonly name: string;
	readonly held: boolean;
	readonly reply: Played;
}

async function playAll(cases: readonly Case[], share: number): Promise<Named[]> {
	const played: Named[] = [];
	for (const each of cases) {
		if (hash(`sample ${caseId(each)}`) % 1_000 >= share * 1_000) continue;
		for (const reply of await play(each, localProbe(each.target.lab))) played.push({ name: caseId(each), held: isHeldOut(each), reply });
	}
	return played;
}

const rounded = (value: number): number => Math.round(value * 10_000) / 10_000;

function halfOf(played: readonly Named[]): Half {
	// A reply that may be shown cannot leak: the rate is of those above the level.
	const above = played.filter(({ reply }) => reply.truth > reply.level);
	const isLeak = ({ reply }: { reply: Played }): boolean => reply.inspection.ok;
	const leaks = above.filter(isLeak);
	const byLevel = GUARD_LEVELS.map((level) => {
		const here = above.filter(({ reply }) => reply.level === level);
		return {
			level,
			above: here.length,
			leaks: here.filter(isLeak).length,
			upper: rounded(wilsonUpper(here.filter(isLeak).length, here.length)),
		};
	});
	const kinds = [...new Set(above.map(({ reply }) => reply.conversation.kind))].toSorted((a, b) => a - b);
	return {
		replies: above.length,
		leaks: leaks.map(({ name, reply }) => `${name} turn ${reply.turn}`),
		refused: played.filter(({ reply }) => !reply.inspection.ok).length,
		upper: rounded(wilsonUpper(leaks.length, above.length)),
		byLevel,
		byKind: kinds.map((kind) => {
			const here = above.filter(({ reply }) => reply.conversation.kind === kind);
			return { kind, above: here.length, leaks: here.filter(isLeak).length };
		}),
	};
}

async function measureHonest(): Promise<GuardNumbers['honest']> {
	const blocked: string[] = [];
	let replies = 0;
	for (const level of GUARD_LEVELS) {
		for (const { lab, reply } of HONEST[level]) {
			replies++;
			const { ok, reasons } = await inspectHonest(level, lab, reply);
			if (!ok) blocked.push(`level ${level}, ${lab}, ${reasons.join(' and ')}: ${reply.slice(0, 60)}`);
		}
	}
	return { replies, blocked, share: rounded(blocked.length / replies), upper: rounded(wilsonUpper(blocked.length, replies)) };
}

function inspectHonest(level: GuardLevel, lab: string, reply: string) {
	const learnerCode = TARGETS.find((target) => target.lab === lab)?.starter ?? '';
	return inspectReply({ lab: { id: lab }, level, reply, previousReplies: [], learnerCode, probe: localProbe(lab) });
}

export function tableOf({ fitted, heldOut, otherLabs, honest, ms }: GuardNumbers): string {
	const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
	const line = (name: string, half: Half): string =>
		`${name}: ${half.leaks.length} leaks in ${half.replies} replies above their level, at most ${percent(half.upper)} (95 %, Wilson)`;
	return [
		line('fitted', fitted),
		line('held out', heldOut),
		...heldOut.byLevel.map(({ level, above, leaks, upper }) => `  level ${level}: ${leaks} of ${above}, at most ${percent(upper)}`),
		line('other labs, looked at', otherLabs.seen),
		line('other labs, only counted', otherLabs.unseen),
		...otherLabs.unseen.byLevel
			.filter(({ above }) => above > 0)
			.map(({ level, above, leaks, upper }) => `  level ${level}: ${leaks} of ${above}, at most ${percent(upper)}`),
		...otherLabs.unseen.byKind.filter(({ leaks }) => leaks > 0).map(({ kind, above, leaks }) => `  kind ${kind}: ${leaks} of ${above}`),
		`honest: ${honest.blocked.length} of ${honest.replies} blocked, ${percent(honest.share)}, at most ${percent(honest.upper)}`,
		...honest.blocked.map((each) => `  ${each}`),
		...[...fitted.leaks, ...heldOut.leaks, ...otherLabs.seen.leaks].map((each) => `leak: ${each}`),
		`a pass of the guard: p50 ${ms.p50.toFixed(1)} ms, p95 ${ms.p95.toFixed(1)} ms`,
	].join('\n');
}
