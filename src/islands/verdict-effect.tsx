/** What a verdict changed: mastery before and after, what is held back and why, help from here, and one next step. */

import type { VerdictEffect } from '#contract/submission.ts';
import { estimateText } from '#learning/estimate-text.ts';
import { Icon } from './icon.tsx';
import { InvitedRecheck } from './invited-recheck.tsx';

/** A skill is proven from here on. */
const PROVEN = 0.9;

interface EffectProps {
	readonly effect: VerdictEffect;
	readonly labId: string;
	readonly isAccepted: boolean;
	/** A slip outside the skill: never counted. */
	readonly isMundane: boolean;
}

export function VerdictEffectView({ effect, labId, isAccepted, isMundane }: EffectProps) {
	const taken = effect.help.rungs.findLast(({ state }) => state === 'taken');
	const hasOwed = effect.owed > effect.after + 0.005;
	const sentences = isMundane ? mundaneSentences(effect) : (effect.recheck?.sentences ?? [creditSentence(effect, isAccepted, taken?.rung)]);
	return (
		<>
			<section>
				<h3>{isAccepted ? 'What this proved' : 'What this changed'}</h3>
				<Gain effect={effect} hasOwed={hasOwed} />
				{sentences.map((sentence) => (
					<p key={sentence} class="meta">
						{sentence}
					</p>
				))}
				<p class="legend">
					<span>
						<i class="key-before" /> before
					</span>
					{effect.after > effect.before && (
						<span>
							<i class="key-gain" /> gained now
						</span>
					)}
					{hasOwed && (
						<span>
							<i class="key-owed" /> held back until a re-check
						</span>
					)}
					<span>
						<i class="key-mark" /> proven, {PROVEN.toFixed(2)}
					</span>
				</p>
			</section>
			{effect.recheck === null ? <InvitedRecheck help={effect.help} labId={labId} /> : null}
			{effect.recheck === null && <HelpFromHere effect={effect} />}
			{isAccepted && effect.next && (
				<p>
					<a class="btn btn-go" href={effect.next.href}>
						Next: {effect.next.title}
					</a>
				</p>
			)}
		</>
	);
}

function Gain({ effect, hasOwed }: { readonly effect: VerdictEffect; readonly hasOwed: boolean }) {
	const { before, after, owed, skillTitle } = effect;
	const moved =
		after >= before
			? `rose from ${estimateText(before)} to ${estimateText(after)}`
			: `went from ${estimateText(before)} to ${estimateText(after)}`;
	const heldBack = hasOwed ? `; ${(owed - after).toFixed(2)} more is held back` : '';
	return (
		<div class="gain-row">
			<strong>{skillTitle}</strong>
			<div
				class="scale"
				role="img"
				aria-label={`${skillTitle} ${moved}${heldBack}; proven at ${PROVEN.toFixed(2)}`}
				style={{ '--p': after, '--from': Math.min(before, after), '--to': owed }}
			>
				<span class="fill" />
				{after > before && <span class="gain" />}
				{hasOwed && <span class="owed" />}
				<span class="mark" />
			</div>
			<span class="num r">
				{estimateText(before)} → <strong>{estimateText(after)}</strong>
			</span>
		</div>
	);
}

/** In a re-check also what to do now: it has no help panel that would say so. */
function mundaneSentences({ recheck }: VerdictEffect): string[] {
	const sentence = 'Syntax, types and files say nothing about the skill: this try is not counted against it.';
	return recheck === null ? [sentence] : [sentence, 'You can try again here, or leave at no cost.'];
}

/** For example "You opened rung 1, so this pass counts 0.85; the rest is held back, not lost." */
export function creditSentence({ credit, help, isRepeat }: VerdictEffect, isAccepted: boolean, rung: number | undefined): string {
	if (!isAccepted) return 'A try that fails moves the estimate a little; it also opens help sooner.';
	if (isRepeat) return 'This lab was passed before: one more pass of the same lab moves nothing.';
	if (credit >= 1) return 'You took no help on this skill: the pass counts in full.';
	const isPasted = help.decision.reasons.some(({ code }) => code === 'LARGE_PASTE_UNKNOWN_ORIGIN');
	const why = rung === undefined ? (isPasted ? 'A large part was pasted' : 'Help was open') : `You opened rung ${rung}`;
	if (credit === 0) return `${why}, so this pass proves nothing by itself: all of it is held back, and not lost.`;
	return `${why}, so this pass counts ${credit.toFixed(2)}; the rest is held back, not lost.`;
}

function HelpFromHere({ effect: { help } }: { readonly effect: VerdictEffect }) {
	const open = help.rungs.filter(({ state }) => state !== 'shut').length;
	const sentences = [...help.why, ...(help.opens === null ? [] : [help.opens])];
	return (
		<section class="stack tight">
			<h3>What help looks like from here</h3>
			<p>
				<span class="level" data-n={open}>
					<i aria-hidden="true">
						<b />
						<b />
						<b />
						<b />
						<b />
					</i>
					{open === 0 ? 'no rung open yet' : `rung ${open} of ${help.rungs.length} open`}
				</span>
			</p>
			<ul class="reasons">
				{sentences.map((sentence) => (
					<li key={sentence}>
						<Icon name="info" />
						<span>{sentence}</span>
					</li>
				))}
				<li>
					<Icon name="info" />
					<span>
						Every number here can be recomputed from <a href="/me/help#evidence">your evidence</a>, and disputed there.
					</span>
				</li>
			</ul>
		</section>
	);
}
