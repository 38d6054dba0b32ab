/** Detectors over what numbers of the model say: NaN, gradients, parameters that stand still, experts without work. */
import type { Finding } from '#contract/finding.ts';
import type { Detector, RunEvent } from './detect.ts';
import { Recent, Streak } from './detect-numbers.ts';

type Weights = Extract<RunEvent, { type: 'weights' }>;

/** The first number that is none: of the loss, of a gradient or of a weight, whichever is met first. */
export const notFinite: Detector = () => {
	let last: { readonly step: number; readonly loss: number } | null = null;
	const found = (step: number, about: string): Finding => ({
		kind: 'not-finite',
		step,
		seenAt: step,
		numbers: last === null ? {} : { lastStep: last.step, lastLoss: last.loss },
		about,
	});
	return (event) => {
		if (event.type === 'metric') last = event;
		if (event.type === 'not-finite') return found(event.step, `loss ${event.value}`);
		if (event.type !== 'weights') return null;
		const gradient = event.parameters.find((each) => each.gradient === null);
		const weight = event.parameters.find((each) => each.weight === null);
		// Weights of this step were made with its gradient.
		if (gradient !== undefined) return found(event.step, `gradient ${gradient.name}`);
		return weight === undefined ? null : found(event.step, `weight ${weight.name}`);
	};
};

/** A single hard batch makes a gradient some times as long; hundredfold is another thing. */
const [EXPLODES, ABOVE_ALL, LOOKS_BEFORE, LOOKS_KEPT] = [50, 5, 2, 12] as const;

export const explodingGradient: Detector = () => {
	const recent = new Recent(LOOKS_KEPT);
	return (event) => {
		const norm = normOf(event);
		if (norm === null) return null;
		const median = recent.median;
		const isExploding =
			recent.values.length >= LOOKS_BEFORE && median > 0 && norm > EXPLODES * median && norm > ABOVE_ALL * Math.max(...recent.values);
		recent.add(norm);
		return isExploding ? { kind: 'exploding-gradient', step: event.step, seenAt: event.step, numbers: { norm, median } } : null;
	};
};

/** Of the weights' length. Where training goes well it is a hundredth; rounding of float32 begins at 1e-7. */
const [VANISHES, LOOKS_LONG, NOT_LEARNED] = [1e-6, 3, 0.8] as const;

export const vanishingGradient: Detector = ({ isPolicy }) => {
	if (isPolicy) return null;
	const streak = new Streak();
	let [first, last] = [Number.NaN, Number.NaN];
	return (event) => {
		if (event.type === 'metric') {
			last = event.loss;
			if (Number.isNaN(first)) first = last;
		}
		const norm = normOf(event);
		if (norm === null || event.type !== 'weights') return null;
		const weights = lengthOf(event.parameters.map(({ weight }) => weight));
		// A model that has learned what there is to learn has small gradients too.
		const isSo = norm > 0 && norm < VANISHES * weights && last > NOT_LEARNED * first;
		if (streak.see(isSo, event.step) < LOOKS_LONG) return null;
		return { kind: 'vanishing-gradient', step: streak.since, seenAt: event.step, numbers: { norm, weights, loss: last } };
	};
};

/** Looks in a row; one batch may leave a parameter alone. */
const STILL_LOOKS = 3;

export const idleParameter: Detector = ({ isPolicy }) => {
	const streaks = new Map<string, Streak>();
	return (event) => {
		if (event.type !== 'weights' || normOf(event) === null) return null;
		// In a step without a reward that differs, nothing is learned anywhere, and that is another finding.
		if (isPolicy && normOf(event) === 0) return null;
		const idle = event.parameters.filter(({ name, gradient, isSame }) => {
			const streak = streaks.get(name) ?? new Streak();
			streaks.set(name, streak);
			return streak.see(isSame || gradient === 0, event.step) >= STILL_LOOKS;
		});
		const [one] = idle;
		if (one === undefined) return null;
		const numbers = { idle: idle.length, of: event.parameters.length, gradient: one.gradient ?? 0 };
		return { kind: 'idle-parameter', step: streaks.get(one.name)?.since ?? event.step, seenAt: event.step, numbers, about: one.name };
	};
};

/** Of an even share, and figures in a row. */
const [IDLE_SHARE, IDLE_FIGURES] = [0.1, 3] as const;

/** Idle at so many figures, and not on its way back: balancing raises an expert that began without work from figure to figure, which takes a while. */
export const deadExpert: Detector = () => {
	const places = new Map<string, { readonly streak: Streak; most: number }>();
	return (event) => {
		if (event.type !== 'figure' || event.figure !== 'experts' || event.isDemonstration === true) return null;
		const even = 1 / event.experts;
		const dead = event.load.flatMap((share, expert) => {
			const key = `${event.id}/${expert}`;
			const place = places.get(key) ?? { streak: new Streak(), most: 0 };
			places.set(key, place);
			const times = place.streak.see(share < IDLE_SHARE * even, event.step);
			const isRising = times > 1 && share > place.most;
			place.most = times > 1 ? Math.max(place.most, share) : share;
			return times >= IDLE_FIGURES && !isRising ? [{ expert, share, since: place.streak.since }] : [];
		});
		const [one] = dead;
		if (one === undefined) return null;
		const numbers = { dead: dead.length, experts: event.experts, share: one.share, busiest: Math.max(...event.load) };
		return { kind: 'dead-expert', step: Math.min(...dead.map(({ since }) => since)), seenAt: event.step, numbers, about: event.title };
	};
};

/** Length of all gradients together; null where none are told. */
function normOf(event: RunEvent): number | null {
	if (event.type !== 'weights' || !isTold(event)) return null;
	return lengthOf(event.parameters.map(({ gradient }) => gradient));
}

function isTold({ parameters }: Weights): boolean {
	return parameters.length > 0 && parameters.every(({ gradient }) => gradient !== undefined && gradient !== null);
}

function lengthOf(lengths: readonly (number | null | undefined)[]): number {
	return Math.sqrt(lengths.reduce<number>((sum, each) => sum + (each ?? 0) ** 2, 0));
}
