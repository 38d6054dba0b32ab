/** Detectors over a policy that is trained by reward: how far it has gone, what it is paid, what that is worth, how much it still tries. */
import type { MeasureMeaning } from '#contract/finding.ts';
import type { Detector, RunEvent } from './detect.ts';
import { keyOf, type RunFacts } from './detect-facts.ts';
import { Recent, Streak } from './detect-numbers.ts';

/** The reading of one meaning in a message; undefined where it has none. */
function reader(facts: RunFacts, meaning: MeasureMeaning): ((event: RunEvent) => number | undefined) | null {
	const key = keyOf(facts, meaning);
	return key === null ? null : (event) => (event.type === 'measure' ? event.values[key] : undefined);
}

/** Nats a token: beyond one, every second word or so is one that the start would hardly have drawn. Steps in a row. */
const [FAR, FAR_STEPS] = [1, 5] as const;

export const klBlowUp: Detector = (facts) => {
	const [klOf, paidOf] = [reader(facts, 'kl'), reader(facts, 'paid')];
	if (klOf === null) return null;
	const streak = new Streak();
	let paid: number | undefined;
	return (event) => {
		paid = paidOf?.(event) ?? paid;
		const kl = klOf(event);
		if (kl === undefined || streak.see(kl > FAR, event.step) < FAR_STEPS) return null;
		return { kind: 'kl-blow-up', step: streak.since, seenAt: event.step, numbers: { kl, ...(paid === undefined ? {} : { paid }) } };
	};
};

/** Of what the worth had gained; beside its usual jump from measure to measure; measures in a row, and how many are read as one. */
const [GIVEN_BACK, JUMPS, TURNED_LOOKS, READ_AS_ONE, JUMPS_KEPT] = [0.3, 3, 3, 3, 15] as const;

export const rewardHacking: Detector = (facts) => {
	const [paidOf, worthOf] = [reader(facts, 'paid'), reader(facts, 'worth')];
	if (paidOf === null || worthOf === null) return null;
	const [paid, worth, jumps] = [new Recent(READ_AS_ONE), new Recent(READ_AS_ONE), new Recent(JUMPS_KEPT)];
	const streak = new Streak();
	let first: number | null = null;
	let peak = { step: 0, worth: Number.NEGATIVE_INFINITY, paid: 0 };
	return (event) => {
		const [now, truly] = [paidOf(event), worthOf(event)];
		if (now !== undefined) paid.add(now);
		if (truly === undefined) return null;
		const before = worth.values.at(-1);
		if (before !== undefined) jumps.add(Math.abs(truly - before));
		worth.add(truly);
		if (!worth.isFull || !paid.isFull) return null;
		first ??= worth.mean;
		if (worth.mean > peak.worth) peak = { step: event.step, worth: worth.mean, paid: paid.mean };
		const gained = peak.worth - first;
		const lost = peak.worth - worth.mean;
		const isSo = gained > 0 && lost > GIVEN_BACK * gained && lost > JUMPS * jumps.median && paid.mean > peak.paid;
		if (streak.see(isSo, event.step) < TURNED_LOOKS) return null;
		const numbers = { worth: worth.mean, peak: peak.worth, paid: paid.mean, paidThen: peak.paid };
		return { kind: 'reward-hacking', step: peak.step, seenAt: event.step, numbers };
	};
};

/** Of the entropy at the start; a policy that is right most of the time may be sure of itself. */
const [SURE, NOT_SOLVED, STEPS_AS_ONE] = [0.1, 0.5, 5] as const;

export const entropyCollapse: Detector = (facts) => {
	const [entropyOf, paidOf] = [reader(facts, 'entropy'), reader(facts, 'paid')];
	if (entropyOf === null || paidOf === null) return null;
	const [start, recent, paid] = [new Recent(FEW), new Recent(STEPS_AS_ONE), new Recent(STEPS_AS_ONE)];
	const streak = new Streak();
	return (event) => {
		const [entropy, reward] = [entropyOf(event), paidOf(event)];
		if (reward !== undefined) paid.add(reward);
		if (entropy === undefined) return null;
		if (!start.isFull) start.add(entropy);
		recent.add(entropy);
		const isSo = recent.isFull && recent.mean < SURE * start.mean && paid.mean < NOT_SOLVED;
		if (streak.see(isSo, event.step) < FEW) return null;
		return {
			kind: 'entropy-collapse',
			step: streak.since,
			seenAt: event.step,
			numbers: { entropy: recent.mean, first: start.mean, paid: paid.mean },
		};
	};
};

const FEW = 3;
/** Share of the groups, over so many steps. */
const [NEARLY_ALL, GROUP_STEPS] = [0.9, 8] as const;

export const equalGroups: Detector = (facts) => {
	const [equalOf, paidOf] = [reader(facts, 'equal-groups'), reader(facts, 'paid')];
	if (equalOf === null || paidOf === null) return null;
	const [recent, paid] = [new Recent(GROUP_STEPS), new Recent(GROUP_STEPS)];
	const streak = new Streak();
	return (event) => {
		const [equal, reward] = [equalOf(event), paidOf(event)];
		if (reward !== undefined) paid.add(reward);
		if (equal === undefined) return null;
		recent.add(equal);
		streak.see(equal > NEARLY_ALL, event.step);
		if (!recent.isFull || recent.mean < NEARLY_ALL || paid.mean > NOT_SOLVED) return null;
		return {
			kind: 'equal-groups',
			step: streak.count > 0 ? streak.since : event.step,
			seenAt: event.step,
			numbers: { share: recent.mean, paid: paid.mean },
		};
	};
};
