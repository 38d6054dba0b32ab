/** The pinned runs of one lab, kept in this browser. Storage that is off costs them at the next visit, never now. */

import { type Signal, signal } from '@preact/signals';
import { get, set } from 'idb-keyval';
import type { PinnedRun } from '#contract/shared-run.ts';
import { pinsKey } from './local-training.ts';
import { addPin, completePin } from './pinned-run.ts';

export interface PinKeeper {
	readonly pins: Signal<readonly PinnedRun[]>;
	/** False when every place is taken. */
	add(pin: PinnedRun): boolean;
	rename(startedAt: number, name: string): void;
	remove(startedAt: number): void;
	load(): Promise<void>;
}

export function createPinKeeper(labId: string, owner: string): PinKeeper {
	const pins = signal<readonly PinnedRun[]>([]);
	const key = pinsKey(owner, labId);
	const keep = (next: readonly PinnedRun[]): void => {
		pins.value = next;
		void set(key, next).catch(() => undefined);
	};
	return {
		pins,
		add(pin) {
			const next = addPin(pins.peek(), pin);
			if (next !== null) keep(next);
			return next !== null;
		},
		rename: (startedAt, name) => keep(pins.peek().map((pin) => (pin.startedAt === startedAt ? { ...pin, name } : pin))),
		remove: (startedAt) => keep(pins.peek().filter((pin) => pin.startedAt !== startedAt)),
		async load() {
			pins.value = ((await get<readonly PinnedRun[]>(key).catch(() => undefined)) ?? []).map(completePin);
		},
	};
}
