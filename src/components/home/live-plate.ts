/**
 * Runs the model of home and draws it, at most ten times a second, in slices short enough that the page stays quick.
 * Pauses when it is out of sight; under reduced motion it trains without drawing and then shows the end.
 */
import { decode, encode, idToWord } from '#data/storyland/tokenizer.ts';
import { type Curve, curveSvg, type Frame } from './plate-chart.ts';
import {
	contextAt,
	createModel,
	drawExamples,
	type Example,
	lossOn,
	predict,
	type StoryModel,
	sampleStory,
	trainStep,
} from './story-model.ts';

const BATCH = 32;
const HELD_OUT = 256;
const HELD_OUT_EVERY = 10;
const SLICE_MS = 14;
const REPAINT_MS = 100;
const SAMPLE_WORDS = 26;
const BARS = 7;

class LivePlate extends HTMLElement {
	#model: StoryModel = createModel('home');
	#train = drawExamples('train', '0');
	#heldOut: Example[] = [];
	#batches: number[] = [];
	#measured: [number, number][] = [];
	#run = 0;
	#isOn = false;
	#isVisible = true;
	#paintedAt = 0;
	#busyMs = 0;
	readonly #isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;

	get #frame(): Frame {
		return { steps: Number(this.dataset['steps']), floor: Number(this.dataset['floor']), uniform: Number(this.dataset['uniform']) };
	}

	connectedCallback(): void {
		const source = drawExamples('visible', '0');
		this.#heldOut = Array.from({ length: HELD_OUT }, () => source.next().value);
		this.querySelector('[data-toggle]')?.addEventListener('click', () =>
			this.#model.step >= this.#frame.steps ? this.#restart() : this.#go(!this.#isOn),
		);
		this.querySelector('[data-again]')?.addEventListener('click', () => this.#restart());
		new IntersectionObserver(([entry]) => {
			this.#isVisible = entry?.isIntersecting ?? true;
		}).observe(this);
		this.#restart();
	}

	#restart(): void {
		this.#model = createModel('home');
		this.#train = drawExamples('train', String(this.#run++));
		this.#batches = [];
		this.#measured = [];
		this.#busyMs = 0;
		for (const cell of this.querySelectorAll('[data-sample]')) cell.textContent = '…';
		this.#notice();
		this.#go(true);
	}

	#go(isOn: boolean): void {
		const wasOn = this.#isOn;
		this.#isOn = isOn;
		this.#paint();
		if (isOn && !wasOn) this.#slice();
	}

	#slice(): void {
		if (!this.#isOn) return;
		const began = performance.now();
		if (this.#isVisible && !document.hidden) {
			while (performance.now() - began < SLICE_MS && this.#model.step < this.#frame.steps) this.#step();
			this.#busyMs += performance.now() - began;
		}
		if (this.#model.step >= this.#frame.steps) {
			this.#go(false);
			return;
		}
		if (!this.#isStill && performance.now() - this.#paintedAt > REPAINT_MS) this.#paint();
		setTimeout(() => this.#slice(), SLICE_MS);
	}

	#step(): void {
		const batch = Array.from({ length: BATCH }, () => this.#train.next().value);
		this.#batches.push(trainStep(this.#model, batch));
		this.#notice();
	}

	/** Held-out loss and samples, at the steps that ask for them. */
	#notice(): void {
		const { step } = this.#model;
		if (step % HELD_OUT_EVERY === 0) this.#measured.push([step, lossOn(this.#model, this.#heldOut)]);
		const cell = this.querySelector(`[data-at="${step}"] [data-sample]`);
		if (cell) cell.textContent = decode(sampleStory(this.#model, `sample ${this.#run}`, SAMPLE_WORDS)).replaceAll(/\s*<story>\s*/g, ' ¶ ');
	}

	#paint(): void {
		this.#paintedAt = performance.now();
		const { step } = this.#model;
		const { steps, floor } = this.#frame;
		const curve: Curve = { batches: this.#batches, heldOut: this.#measured };
		const loss = this.#measured.at(-1)?.[1] ?? 0;
		this.#set('[data-curve]', curveSvg(curve, this.#frame));
		this.#set('[data-expect]', expectHtml(this.#model));
		const speed = this.#busyMs > 0 ? Math.round((step * BATCH) / (this.#busyMs / 1000) / 100) * 100 : 0;
		this.#say('[data-meter]', `step ${step} of ${steps} · ${speed.toLocaleString('en')} words/s`);
		this.#say('[data-toggle]', step >= steps ? 'Play again' : this.#isOn ? 'Pause' : 'Go on');
		this.#say(
			'[data-twin]',
			`At step ${step} the held-out loss is ${loss.toFixed(2)} nats per word, ${(loss - floor).toFixed(2)} above the floor of ${floor.toFixed(2)} that the grammar of the stories sets.`,
		);
		const due = [...this.querySelectorAll<HTMLElement>('[data-at]')].filter((row) => Number(row.dataset['at']) <= step);
		for (const row of this.querySelectorAll('[data-at]')) row.classList.toggle('on', row === due.at(-1));
	}

	#set(selector: string, html: string): void {
		const target = this.querySelector(selector);
		if (target) target.innerHTML = html;
	}

	#say(selector: string, text: string): void {
		const target = this.querySelector(selector);
		if (target && target.textContent !== text) target.textContent = text;
	}
}

/** The likeliest next words as bars. Words come from our own vocabulary, so they need no escaping. */
function expectHtml(model: StoryModel): string {
	const ids = encode('<story> Mira lost her red');
	const { probabilities } = predict(model, contextAt(ids, ids.length));
	const best = [...probabilities.entries()].sort(([, a], [, b]) => b - a).slice(0, BARS);
	return best
		.map(
			([id, p]) =>
				`<span>${idToWord(id).replace('<', '&lt;')}</span><svg class="rowbar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect class="f1" width="${(p * 200).toFixed(1)}" height="10"/></svg><span>${p.toFixed(2)}</span>`,
		)
		.join('');
}

customElements.define('live-plate', LivePlate);
