/**
 * The weights and the curve of the last training of each preset, kept in this browser: training goes on after a reload or a crash of the tab, and from any
 * earlier step that is kept. A run replaces what lies beyond its start with its first snapshot, not before: a run that fails at once costs nothing.
 */
import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { del, get, set } from 'idb-keyval';
import type { Lab } from '#contract/lab.ts';
import { openRunFile } from '#worker/open-run-file.ts';
import type { Snapshot } from '#worker/session.ts';
import {
	forgetSnapshot,
	forgetSnapshotAt,
	type ListedSnapshot,
	listSnapshots,
	loadSnapshot,
	loadSnapshotAt,
	saveSnapshot,
} from '#worker/snapshot-store.ts';
import { chosenPresetKey, openCurves, placeOf } from './local-training.ts';
import { completeRun, cutAfter, type RunView } from './run-store.ts';

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
	/** Opened from a file; this browser keeps nothing of it until training has gone on from it. */
	readonly isFromFile: boolean;
}

export interface TrainingKeeper {
	/** What Resume, Export and a submission take. */
	readonly kept: Signal<KeptWeights | null>;
	/** Every step that is kept of the preset, in the order of the steps. */
	readonly ring: ReadonlySignal<readonly ListedSnapshot[]>;
	/** A run begins, from the kept weights or afresh: what is kept beyond its start goes with its first snapshot. */
	begin(preset: string, isResumed: boolean): void;
	/** Weights of the worker; `run` is what its curve was then. */
	take(snapshot: Snapshot, run: RunView | null): Promise<void>;
	/** What an earlier visit left of the preset: sets `kept`, gives the curve. */
	load(preset: string): Promise<RunView | null>;
	/** An earlier step of the ring becomes `kept`. False when it is no longer there. */
	choose(step: number): Promise<boolean>;
	/** One step of the ring; when it was `kept`, the newest of the others takes its place. */
	remove(step: number): Promise<void>;
	/** A file of the learner's becomes `kept`; else the sentence that says why not. */
	open(file: Blob, lab: Pick<Lab, 'id' | 'presets' | 'model'>, preset: string): Promise<string | null>;
	forget(preset: string): Promise<void>;
	/** The preset chosen last in this browser. */
	lastPreset(): string | null;
}

export function createTrainingKeeper(labId: string, owner: string): TrainingKeeper {
	const kept = signal<KeptWeights | null>(null);
	const ring = signal<readonly ListedSnapshot[]>([]);
	const place = placeOf(owner, labId);
	const curves = openCurves();
	let wanted = '';
	/** Steps of the preset above this belong to the run before; -1 for all of them. */
	let replaced: { readonly preset: string; readonly above: number } | null = null;

	async function listAgain(): Promise<void> {
		const preset = wanted;
		const listed = await listSnapshots(place, preset);
		if (wanted === preset) ring.value = listed;
	}

	async function load(preset: string): Promise<RunView | null> {
		wanted = preset;
		keepChoice(place, preset);
		kept.value = null;
		ring.value = [];
		const stored = await loadSnapshot(place, preset);
		if (stored === null || wanted !== preset) return null;
		kept.value = { preset, ...stored, problem: null, isFromBefore: true, isFromFile: false };
		await listAgain();
		const curve = await get<Partial<RunView>>(`${place}/${preset}`, curves).catch(() => undefined);
		// A curve that began after the weights were saved is of a run that kept none.
		return curve === undefined || (curve.startedAt ?? 0) > stored.savedAt ? null : completeRun(curve);
	}

	async function saveCurve(preset: string, run: RunView, step: number): Promise<void> {
		// What was said of this visit is not said of the next.
		const { restarted: _, begun: __, ...lasting } = run;
		const curve = { ...lasting, ...cutAfter(run, step), logs: [], failed: null, done: null };
		await set(`${place}/${preset}`, curve, curves).catch(() => undefined);
	}

	return {
		kept,
		ring,
		load,
		begin(preset, isResumed) {
			const from = isResumed ? kept.peek() : null;
			replaced = { preset, above: from === null || from.isFromFile ? -1 : from.step };
		},
		async take({ preset, step, bytes }, run) {
			wanted = preset;
			const savedAt = Date.now();
			const taken = { preset, step, bytes, savedAt, isFromBefore: false, isFromFile: false };
			const first = replaced?.preset === preset ? replaced : null;
			replaced = null;
			kept.value = { ...taken, problem: null };
			// First, so that no kept step is without its curve, however suddenly the page ends.
			if (run !== null) await saveCurve(preset, run, step);
			const result = await saveSnapshot(place, preset, { step, bytes, savedAt }, first?.above);
			if (!result.saved) {
				replaced ??= first;
				if (kept.peek()?.savedAt === savedAt) kept.value = { ...taken, problem: result.message };
			}
			await listAgain();
		},
		async choose(step) {
			const preset = wanted;
			const stored = await loadSnapshotAt(place, preset, step);
			if (wanted !== preset) return false;
			if (stored === null) await listAgain();
			else kept.value = { preset, ...stored, problem: null, isFromBefore: true, isFromFile: false };
			return stored !== null;
		},
		async remove(step) {
			const preset = wanted;
			await forgetSnapshotAt(place, preset, step);
			const now = kept.peek();
			if (wanted === preset && now?.step === step && !now.isFromFile) {
				const stored = await loadSnapshot(place, preset);
				kept.value = stored && { preset, ...stored, problem: null, isFromBefore: true, isFromFile: false };
			}
			await listAgain();
		},
		async open(file, lab, preset) {
			const opened = await openRunFile(file, lab, preset);
			if (!opened.ok) return opened.message;
			wanted = preset;
			const { step, bytes } = opened;
			kept.value = { preset, step, bytes, savedAt: Date.now(), problem: null, isFromBefore: false, isFromFile: true };
			return null;
		},
		async forget(preset) {
			kept.value = null;
			ring.value = [];
			await forgetSnapshot(place, preset);
			await del(`${place}/${preset}`, curves).catch(() => undefined);
		},
		lastPreset() {
			try {
				return localStorage.getItem(chosenPresetKey(place));
			} catch {
				// Storage is off: the first preset is offered, as on a first visit.
				return null;
			}
		},
	};
}

function keepChoice(place: string, preset: string): void {
	try {
		localStorage.setItem(chosenPresetKey(place), preset);
	} catch {
		// Storage is off: the choice holds for this page.
	}
}
