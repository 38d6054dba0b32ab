/** The frame of the lab page: keys, one pane at a time on narrow screens, and splitters that remember where they were. */
import { effect } from '@preact/signals';
import type { EditorDesk } from './editor-desk.ts';
import { hasSingleKeys } from './keys-dialog.tsx';
import type { LabStore } from './lab-store.ts';

const SIZES_KEY = 'lab-columns';

export function bindKeys(store: LabStore, desk: EditorDesk): void {
	/** The editor waits for the second key of two: Ctrl+K Ctrl+I. */
	let isSecond = false;
	// In the capture phase: the editor would take Shift+Enter for a new line.
	window.addEventListener(
		'keydown',
		(event) => {
			if (document.querySelector('dialog[open]') !== null || event.key === 'Control' || event.key === 'Meta') return;
			const belongsToEditor = isSecond;
			isSecond = event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && isInLargeEditor(event);
			if (belongsToEditor) return;
			const action = actionOf(event, store, desk);
			if (!action) return;
			event.preventDefault();
			event.stopPropagation();
			action();
		},
		true,
	);
}

function actionOf(event: KeyboardEvent, store: LabStore, desk: EditorDesk): (() => void) | undefined {
	const isCommand = event.ctrlKey || event.metaKey;
	const form = formOfBox(event);
	if (event.key === 'Enter' && isCommand && form !== null) return () => form.requestSubmit();
	if (event.key === 'Enter' && isCommand) return event.shiftKey ? () => submitOrOffer(store) : () => void store.runChecks();
	if (event.key === 'Enter' && event.shiftKey && store.workspace.lab.trains && !isOnControl(event)) return () => void store.train();
	if (event.key.toLowerCase() === 's' && isCommand && !event.shiftKey && !event.altKey) return () => (desk.dialog.value = 'versions');
	if (event.key.toLowerCase() === 'i' && isCommand && !event.shiftKey && !event.altKey && desk.mayComplete)
		return () => (desk.dialog.value = 'own-code');
	if (event.key === 'F1' && !isCommand && !event.altKey && !event.shiftKey) return () => (desk.dialog.value = 'docs');
	if (event.key === '?' && !isCommand && !event.altKey && hasSingleKeys() && !isTyping(event)) return () => (desk.dialog.value = 'keys');
	return undefined;
}

/** A guest is led to the offer, and nothing is sent. */
function submitOrOffer(store: LabStore): void {
	if (store.workspace.signedIn) void store.submit();
	else document.querySelector<HTMLElement>('[data-sign-up]')?.focus();
}

function isTyping({ target }: KeyboardEvent): boolean {
	return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable], .monaco-editor') !== null;
}

/** Where one writes to somebody, Ctrl+Enter sends that, and runs nothing. */
function formOfBox({ target }: KeyboardEvent): HTMLFormElement | null {
	return target instanceof HTMLTextAreaElement && target.closest('.work-editor, .monaco-editor') === null ? target.form : null;
}

function isInLargeEditor({ target }: KeyboardEvent): boolean {
	return target instanceof HTMLElement && target.closest('.monaco-editor') !== null;
}

function isOnControl({ target }: KeyboardEvent): boolean {
	return target instanceof HTMLElement && target.matches('a, button, select, input, summary');
}

/** `asked`: where one pane is seen at a time, what was asked for brings up the pane of its results. */
export function bindPanes(root: HTMLElement, { asked }: Pick<LabStore, 'asked'>): void {
	const tabs = [...root.querySelectorAll<HTMLElement>('.work-tabs [role="tab"]')];
	const pick = (tab: HTMLElement): void => {
		for (const other of tabs) {
			other.setAttribute('aria-selected', String(other === tab));
			other.tabIndex = other === tab ? 0 : -1;
		}
		root.dataset['pane'] = tab.dataset['to'] ?? 'code';
	};
	const out = tabs.find(({ dataset }) => dataset['to'] === 'out');
	effect(() => {
		if (asked.value > 0 && out !== undefined) pick(out);
	});
	for (const [at, tab] of tabs.entries()) {
		tab.addEventListener('click', () => pick(tab));
		tab.addEventListener('keydown', ({ key }) => {
			const by = { ArrowRight: 1, ArrowLeft: -1 }[key];
			const next = by === undefined ? undefined : tabs[(at + by + tabs.length) % tabs.length];
			if (!next) return;
			pick(next);
			next.focus();
		});
	}
}

export function bindSplitters(root: HTMLElement): void {
	const body = root.querySelector<HTMLElement>('.work-body');
	const [left, right] = root.querySelectorAll<HTMLElement>('.split');
	if (!body || !left || !right) return;
	let sizes = readSizes();
	const apply = (): void => {
		const [a, c] = sizes;
		left.setAttribute('aria-valuenow', String(Math.round(a)));
		right.setAttribute('aria-valuenow', String(Math.round(c)));
		body.style.gridTemplateColumns = `minmax(12rem, ${a}fr) 1px minmax(16rem, ${100 - a - c}fr) 1px minmax(14rem, ${c}fr)`;
	};
	const set = (at: 0 | 1, value: number): void => {
		const clamped = Math.max(15, Math.min(60, value));
		const next: [number, number] = at === 0 ? [clamped, sizes[1]] : [sizes[0], clamped];
		if (next[0] + next[1] > 80) return;
		sizes = next;
		apply();
		keepSizes(sizes);
	};
	for (const [at, split] of [
		[0, left],
		[1, right],
	] as const)
		bindSplit(
			split,
			body,
			(to) => set(at, at === 0 ? to : 100 - to),
			() => (at === 0 ? sizes[0] : 100 - sizes[1]),
		);
	apply();
}

/** Positions in per cent of the width, from the left. */
function bindSplit(split: HTMLElement, body: HTMLElement, moveTo: (percent: number) => void, where: () => number): void {
	split.addEventListener('keydown', (event) => {
		const by = { ArrowRight: 2, ArrowLeft: -2 }[event.key];
		if (by === undefined) return;
		event.preventDefault();
		moveTo(where() + by);
	});
	split.addEventListener('pointerdown', (event) => split.setPointerCapture(event.pointerId));
	split.addEventListener('pointermove', (event) => {
		if (!split.hasPointerCapture(event.pointerId)) return;
		const { left, width } = body.getBoundingClientRect();
		moveTo(((event.clientX - left) / width) * 100);
	});
}

function readSizes(): [number, number] {
	try {
		const [a, c] = (localStorage.getItem(SIZES_KEY) ?? '').split(',').map(Number);
		if (a !== undefined && c !== undefined && a >= 15 && c >= 15 && a + c <= 80) return [a, c];
	} catch {
		// Storage is off: the columns begin where they always begin.
	}
	return [24, 33];
}

function keepSizes(sizes: readonly number[]): void {
	try {
		localStorage.setItem(SIZES_KEY, sizes.join(','));
	} catch {
		// Storage is off: the sizes hold for this page.
	}
}
