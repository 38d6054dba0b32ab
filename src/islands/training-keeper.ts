/**
 * The weights and the curve of the last training of each preset, kept in this browser: training goes on after a reload or a crash of the tab.
 * A fresh run replaces them with its first snapshot, not before: a run that fails at once costs nothing.
 */
import { type Signal, signal } from '@preact/signals';
import { createStore, del, get, set } from 'idb-keyval';
import type { Snapshot } from '#worker/session.ts';
import { forgetSnapshot, loadSnapshot, saveSnapshot } from '#worker/snapshot-store.ts';
import type { RunView } from './run-store.ts';

export interface KeptWeights {
	readonly preset: string;
	readonly step: number;
	readonly bytes: ArrayBuffer;
	/** Milliseconds since the epoch. */
	readonly savedAt: number;
	/** The sentence about a browser that stores nothing: they last as long as the page. Null where it did. */
	readonly problem: string | null;
	/** From an earlier visit, so that the page says so. */
	readonly isFromBefore: boolean;
}

export interface TrainingKeeper {
	readonly kept: Signal<KeptWeights | null>;
	/** Weights of the worker; `run` is what its curve was then. */
	take(snapshot: Snapshot, run: RunView | null): Promise<void>;
	/** What an earlier visit left of the preset: sets `kept`, gives the curve. */
	load(preset: string): Promise<RunView | null>;
	forget(preset: string): Promise<void>;
	/** The preset chosen last in this browser. */
	lastPreset(): string | null;
}

export function createTrainingKeeper(labId: string, owner: string): TrainingKeeper {
	const kept = signal<KeptWeights | null>(null);
	const place = `${owner}/${labId}`;
	const curves = createStore('gradus-curves', 'curves');
	let wanted = '';

	async function load(preset: string): Promise<RunView | null> {
		wanted = preset;
		keepChoice(place, preset);
		kept.value = null;
		const stored = await loadSnapshot(place, preset);
		if (stored === null || wanted !== preset) return null;
		kept.value = { preset, ...stored, problem: null, isFromBefore: true };
		return (await get<RunView>(`${place}/${preset}`, curves).catch(() => undefined)) ?? null;
	}

	return {
		kept,
		load,
		async take({ preset, step, bytes }, run) {
			wanted = preset;
			const savedAt = Date.now();
			kept.value = { preset, step, bytes, savedAt, problem: null, isFromBefore: false };
			const result = await saveSnapshot(place, preset, { step, bytes, savedAt });
			if (result.saved && run !== null) {
				const upTo = { ...run, step, points: run.points.filter((point) => point.step <= step), logs: [], failed: null, done: null };
				await set(`${place}/${preset}`, upTo, curves).catch(() => undefined);
			}
			if (!result.saved && kept.peek()?.savedAt === savedAt)
				kept.value = { preset, step, bytes, savedAt, problem: result.message, isFromBefore: false };
		},
		async forget(preset) {
			kept.value = null;
			await forgetSnapshot(place, preset);
			await del(`${place}/${preset}`, curves).catch(() => undefined);
		},
		lastPreset() {
			try {
				return localStorage.getItem(`preset:${place}`);
			} catch {
				// Storage is off: the first preset is offered, as on a first visit.
				return null;
			}
		},
	};
}

function keepChoice(place: string, preset: string): void {
	try {
		localStorage.setItem(`preset:${place}`, preset);
	} catch {
		// Storage is off: the choice holds for this page.
	}
}
