/** What an unaided check changed, in sentences: the credit that came back, what the check itself showed, and what follows. */
import { estimateText } from './estimate-text.ts';
import { withCreditBack } from './evidence.ts';
import { PARAMETERS } from './parameters.ts';
import type { SkillState } from './state.ts';

/** Of the skill just before and just after the attempt. */
export function explainProbe(before: SkillState, after: SkillState): string[] {
	const isPass = [...after.instances].some(([task, { isPassed }]) => isPassed && before.instances.get(task)?.isPassed !== true);
	if (!isPass) return explainMiss(before, after);
	const sentences: string[] = [];
	if (before.debt > after.debt) {
		sentences.push(
			`The credit that was held back is given back: it takes ${estimateText(before.p)} to ${estimateText(withCreditBack(before, PARAMETERS))}.`,
		);
		sentences.push(`This check itself counts in full and takes it on to ${estimateText(after.p)}.`);
	} else if (after.debt > before.debt)
		sentences.push('A large part was pasted, and its origin is not known here. So this pass counts less, and nothing was given back.');
	else sentences.push('This check counts in full.');
	if (after.isProven && !before.isProven) sentences.push('The skill is proven now.');
	else if (after.isProven)
		sentences.push(`The skill stays proven. It is expected to last about ${days(after.stabilityDays)} until the next check.`);
	else if (after.p >= PARAMETERS.proveP) sentences.push('One more check, on another day, would prove the skill.');
	return sentences;
}

function explainMiss(before: SkillState, after: SkillState): string[] {
	const isCounted = before.p !== after.p;
	return [
		isCounted
			? 'A try that fails moves the estimate a little. Further tries in this check move it less and less.'
			: 'This try was not counted: it was a slip of syntax or types, came within seconds, or changed nothing.',
		...(before.debt > 0 ? ['What is held back stays held back, and is not lost.'] : []),
		'You can try again here, or leave at no cost.',
	];
}

function days(n: number): string {
	const whole = Math.max(1, Math.round(n));
	return whole === 1 ? 'a day' : `${whole} days`;
}
