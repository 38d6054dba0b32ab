/** From values to places on an axis, linear or logarithmic, and the round numbers to write on it. Pure; on a logarithmic axis only what is above zero has a place. */

export interface Scale {
	/** Ends of the axis, in the values' unit. */
	readonly low: number;
	readonly high: number;
	readonly isLog: boolean;
}

interface ScaleOptions {
	readonly isLog?: boolean | undefined;
	/** Ends that the axis reaches at least. */
	readonly range?: readonly [number, number] | undefined;
	/** Share of free room at each end that `range` does not fix. */
	readonly room?: number;
}

export function scaleOf(values: readonly number[], { isLog = false, range, room = 0.05 }: ScaleOptions = {}): Scale {
	const known = values.filter((value) => Number.isFinite(value) && (!isLog || value > 0));
	const from = Math.min(range?.[0] ?? Number.POSITIVE_INFINITY, ...known);
	const to = Math.max(range?.[1] ?? Number.NEGATIVE_INFINITY, ...known);
	if (!Number.isFinite(from) || !Number.isFinite(to)) return isLog ? { low: 1, high: 10, isLog } : { low: 0, high: 1, isLog };
	if (range !== undefined && (!isLog || range[0] > 0)) return widen(from, to, isLog);
	return isLog ? logRoom(from, to, room) : linearRoom(from, to, room);
}

function widen(low: number, high: number, isLog: boolean): Scale {
	return high > low ? { low, high, isLog } : { low, high: isLog ? low * 10 : low + 1, isLog };
}

function logRoom(from: number, to: number, room: number): Scale {
	const factor = to > from ? (to / from) ** room : 2;
	return { low: from / factor, high: to * factor, isLog: true };
}

/** An axis of amounts does not go below zero for the sake of room. */
function linearRoom(from: number, to: number, room: number): Scale {
	const free = to > from ? (to - from) * room : Math.abs(to) * 0.5 || 1;
	return { low: from >= 0 ? Math.max(0, from - free) : from - free, high: to + free, isLog: false };
}

/** Share of the axis at which a value lies; outside 0 to 1 for what lies beyond it. */
export function placeOn({ low, high, isLog }: Scale, value: number): number {
	return isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
}

/** Round numbers within the axis, about `most` of them. */
export function ticksOn(scale: Scale, most: number): readonly number[] {
	return scale.isLog ? logTicks(scale, most) : linearTicks(scale, most);
}

function linearTicks({ low, high }: Scale, most: number): readonly number[] {
	const rough = (high - low) / Math.max(1, most);
	const power = 10 ** Math.floor(Math.log10(rough));
	const step = power * ([1, 2, 5].find((factor) => factor * power >= rough * 0.999) ?? 10);
	const first = Math.ceil(low / step - 1e-9);
	const count = Math.floor(high / step + 1e-9) - first + 1;
	// Rounded, so that 0.30000000000000004 is written as 0.3.
	return Array.from({ length: Math.max(0, count) }, (_, n) => Number(((first + n) * step).toPrecision(12)));
}

/** Powers of ten, every other one or fewer where there are many; with 2 and 5 between them where there are few. */
function logTicks({ low, high }: Scale, most: number): readonly number[] {
	const [from, to] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
	const factors = to - from + 1 <= 2 ? [1, 2, 5] : [1];
	const every = Math.max(1, Math.ceil((to - from + 1) / most));
	const powers = Array.from({ length: to - from + 3 }, (_, n) => from - 1 + n).filter((power) => (power - from) % every === 0);
	const ticks = powers.flatMap((power) => factors.map((factor) => Number((factor * 10 ** power).toPrecision(3))));
	const within = ticks.filter((tick) => tick >= low * 0.999 && tick <= high * 1.001);
	// Less than about a decade: evenly spaced numbers say more than one power.
	return within.length < 3 ? linearTicks({ low, high, isLog: false }, most) : within;
}
