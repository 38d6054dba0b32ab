/**
 * The ledger of lesson 8.3: probabilities that a learner wrote down, with the day, and what came of them. Pure: storage and page are elsewhere.
 * Refuses to forget: a new number is added to the old ones, never put in their place.
 */
import { isRecord } from './private-store.ts';

export interface Entry {
	/** ISO day. */
	readonly at: string;
	/** Percent, 1 to 99. */
	readonly p: number;
}

export interface Forecast {
	readonly id: string;
	/** Of the learner's own question; null for one of the lesson's. */
	readonly own: { readonly text: string; readonly by: string } | null;
	readonly entries: readonly Entry[];
	readonly outcome: boolean | null;
}

export type Ledger = readonly Forecast[];

/** Longest own question, and most of them. */
export const LONGEST = 300;
const MOST = 60;

const DAY = /^\d{4}-\d{2}-\d{2}$/;

export function percent(value: number): number {
	return Math.min(99, Math.max(1, Math.round(value)));
}

export function forecastOf(ledger: Ledger, id: string): Forecast | undefined {
	return ledger.find((forecast) => forecast.id === id);
}

function put(ledger: Ledger, forecast: Forecast): Ledger {
	return forecastOf(ledger, forecast.id) ? ledger.map((each) => (each.id === forecast.id ? forecast : each)) : [...ledger, forecast];
}

/** A number on this day. A second one on the same day replaces the first of that day: a slip is no change of mind. */
export function writeDown(ledger: Ledger, id: string, p: number, day: string): Ledger {
	const known = forecastOf(ledger, id) ?? { id, own: null, entries: [], outcome: null };
	const entries = [...known.entries.filter((entry) => entry.at !== day), { at: day, p: percent(p) }];
	return put(ledger, { ...known, entries });
}

export function settle(ledger: Ledger, id: string, outcome: boolean | null): Ledger {
	const known = forecastOf(ledger, id);
	return known ? put(ledger, { ...known, outcome }) : ledger;
}

/** A question of the learner's own, with its first number. Unchanged when the text or the day is missing. */
export function addOwn(ledger: Ledger, question: { readonly text: string; readonly by: string }, p: number, day: string): Ledger {
	const text = question.text.trim().slice(0, LONGEST);
	if (text === '' || !DAY.test(question.by) || ledger.length >= MOST) return ledger;
	const numbers = ledger.map(({ id }) => Number(/^own-(\d+)$/.exec(id)?.[1] ?? 0));
	const id = `own-${Math.max(0, ...numbers) + 1}`;
	return [...ledger, { id, own: { text, by: question.by }, entries: [{ at: day, p: percent(p) }], outcome: null }];
}

export function removeOwn(ledger: Ledger, id: string): Ledger {
	return ledger.filter((forecast) => forecast.id !== id || forecast.own === null);
}

/** What storage or a file holds, or null when it is not a ledger. Anything beyond the shape is dropped. */
export function readLedger(kept: unknown): Ledger | null {
	if (!isRecord(kept) || kept['version'] !== 1 || !Array.isArray(kept['forecasts'])) return null;
	const read = kept['forecasts'].slice(0, MOST).map(readForecast);
	return read.every((forecast) => forecast !== null) ? read : null;
}

export function ledgerFile(ledger: Ledger): { readonly version: 1; readonly forecasts: Ledger } {
	return { version: 1, forecasts: ledger };
}

function readForecast(value: unknown): Forecast | null {
	if (!isRecord(value)) return null;
	const { id, own, entries, outcome } = value;
	if (typeof id !== 'string' || !/^[a-z0-9-]{1,40}$/.test(id) || !Array.isArray(entries)) return null;
	const read = entries.map(readEntry);
	const question = readOwn(own);
	if (question === undefined || !read.every((entry) => entry !== null)) return null;
	return { id, own: question, entries: read, outcome: typeof outcome === 'boolean' ? outcome : null };
}

function readEntry(value: unknown): Entry | null {
	if (!isRecord(value)) return null;
	const { at, p } = value;
	return typeof at === 'string' && DAY.test(at) && typeof p === 'number' && Number.isFinite(p) ? { at, p: percent(p) } : null;
}

/** Undefined: not a question at all. */
function readOwn(value: unknown): Forecast['own'] | undefined {
	if (value === null) return null;
	if (!isRecord(value)) return undefined;
	const { text, by } = value;
	return typeof text === 'string' && typeof by === 'string' && DAY.test(by) ? { text: text.slice(0, LONGEST), by } : undefined;
}

/** A probability between 0 and 1, and what came of it. */
export interface Scored {
	readonly p: number;
	readonly happened: boolean;
}

/** The first or the latest number of everything that is settled. */
export function scored(ledger: Ledger, which: 'first' | 'latest'): Scored[] {
	return ledger.flatMap(({ entries, outcome }) => {
		const entry = which === 'first' ? entries[0] : entries.at(-1);
		return entry && outcome !== null ? [{ p: entry.p / 100, happened: outcome }] : [];
	});
}

/** Mean squared distance between what was said and what came (Brier 1950): 0 is perfect, 0.25 is what always saying one half earns. */
export function brier(all: readonly Scored[]): number {
	return all.reduce((sum, { p, happened }) => sum + (p - Number(happened)) ** 2, 0) / all.length;
}

export interface Bin {
	/** Mean of what was said, and share that happened. */
	readonly said: number;
	readonly happened: number;
	readonly count: number;
}

/** Five bins of equal width; those that hold nothing are left out. */
export function calibration(all: readonly Scored[]): Bin[] {
	return [0, 1, 2, 3, 4].flatMap((index) => {
		const inside = all.filter(({ p }) => Math.min(4, Math.floor(p * 5)) === index);
		if (inside.length === 0) return [];
		const mean = (of: (each: Scored) => number) => inside.reduce((sum, each) => sum + of(each), 0) / inside.length;
		return [{ said: mean(({ p }) => p), happened: mean(({ happened }) => Number(happened)), count: inside.length }];
	});
}
