/**
 * Pointer and keys for the drawing of a step: what is under the pointer or in focus is said in the readout and marked in every part of it.
 * Works on markup that the server or Preact has made; it changes attributes and the readout, nothing else.
 */

const MOVES: Readonly<Record<string, readonly [number, number]>> = {
	ArrowDown: [1, 0],
	ArrowUp: [-1, 0],
	ArrowRight: [0, 1],
	ArrowLeft: [0, -1],
};

/** Listens on `root`, which holds the drawing or is it, until both are gone. */
export function bindKernelExplorer(root: HTMLElement): void {
	const drawing = root.matches('[data-kernel-explorer]') ? root : root.querySelector<HTMLElement>('[data-kernel-explorer]');
	if (drawing === null) return;
	// Written by KernelTimeline into this very element: one sentence a kernel.
	const kernels = JSON.parse(drawing.dataset['kernels'] ?? '[]') as readonly string[];
	drawing.addEventListener('click', ({ target }) => {
		const button = closest(target, '[data-measure]');
		if (button !== null) showMeasure(drawing, button);
	});
	for (const type of ['pointerover', 'focusin'] as const) drawing.addEventListener(type, ({ target }) => point(drawing, target, kernels));
	drawing.addEventListener('keydown', (event) => {
		const by = MOVES[event.key];
		const lane = closest(event.target, 'li[data-kind]');
		if (by === undefined || lane === null) return;
		event.preventDefault();
		if (by[0] !== 0) focusLane(lane, by[0]);
		else point(drawing, blockBeside(lane, by[1]), kernels);
	});
}

function closest(target: EventTarget | null, selector: string): HTMLElement | SVGElement | null {
	return target instanceof Element ? target.closest<HTMLElement | SVGElement>(selector) : null;
}

function showMeasure(drawing: HTMLElement, button: HTMLElement | SVGElement): void {
	const { measure } = button.dataset;
	for (const other of drawing.querySelectorAll('[data-measure]')) other.setAttribute('aria-pressed', String(other === button));
	for (const lanes of drawing.querySelectorAll<HTMLElement>('[data-lanes]')) lanes.hidden = lanes.dataset['lanes'] !== measure;
}

/** Says and marks what an event is about: a block, else what carries a sentence. */
function point(drawing: HTMLElement, target: EventTarget | null, kernels: readonly string[]): void {
	const block = closest(target, '[data-at]');
	const told = closest(target, '[data-say]');
	const say = block === null ? told?.dataset['say'] : kernels[Number(block.dataset['at'])];
	if (say === undefined) return;
	const kind = closest(target, '[data-kind]')?.dataset['kind'];
	for (const part of drawing.querySelectorAll<HTMLElement | SVGElement>('[data-kind]'))
		part.classList.toggle('on', part.dataset['kind'] === kind);
	for (const marked of drawing.querySelectorAll('[data-at].at')) marked.classList.remove('at');
	block?.classList.add('at');
	const readout = drawing.querySelector('[data-readout]');
	if (readout !== null && readout.textContent !== say) readout.textContent = say;
}

function focusLane(lane: HTMLElement | SVGElement, by: number): void {
	const next = by > 0 ? lane.nextElementSibling : lane.previousElementSibling;
	if (!(next instanceof HTMLElement)) return;
	lane.setAttribute('tabindex', '-1');
	next.tabIndex = 0;
	next.focus();
}

/** The kernel after or before the marked one of the lane; the lane's ends hold. */
function blockBeside(lane: HTMLElement | SVGElement, by: number): Element | null {
	const blocks = [...lane.querySelectorAll('[data-at]')];
	const at = blocks.findIndex((block) => block.classList.contains('at'));
	return blocks[at < 0 ? (by > 0 ? 0 : blocks.length - 1) : Math.min(blocks.length - 1, Math.max(0, at + by))] ?? null;
}
