/** The learner's own model: where its heads look, and what it writes, at each step that was kept. */
import { useSignal } from '@preact/signals';
import { AttentionMap, describeRows, futureShare } from './attention-map.tsx';
import type { LabStore } from './lab-store.ts';
import type { RunView } from './run-store.ts';

type Figure = RunView['figures'][number];

export function ModelPanel({ store }: { readonly store: LabStore }) {
	const chosen = useSignal<number | null>(null);
	const run = store.training.value;
	const figures = run?.figures ?? [];
	const at = Math.min(chosen.value ?? figures.length - 1, figures.length - 1);
	const figure = figures[at];
	if (run === null || (figure === undefined && run.samples.length === 0))
		return <p>No model yet. Train first: then your model's attention and its sentences are shown here, step by step.</p>;
	return (
		<div class="stack">
			{figure && <Attention figure={figure} />}
			{figures.length > 1 && (
				<label class="field">
					<span class="label">Saved step</span>
					<input
						class="range"
						type="range"
						min={0}
						max={figures.length - 1}
						value={at}
						aria-valuetext={`step ${figure?.step}`}
						onInput={(event) => (chosen.value = Number(event.currentTarget.value))}
					/>
					<span class="hint">
						{figures.length} pictures kept, steps {figures[0]?.step} to {figures.at(-1)?.step}; drag or use the arrow keys.
					</span>
				</label>
			)}
			<Samples run={run} step={figure?.step ?? Number.POSITIVE_INFINITY} />
		</div>
	);
}

function Attention({ figure }: { readonly figure: Figure }) {
	const headAt = useSignal(0);
	const head = figure.heads[headAt.value] ?? figure.heads[0];
	if (head === undefined) return null;
	const later = futureShare(head.weights);
	return (
		<figure class="fig">
			{figure.heads.length > 1 && (
				<div class="seg" role="group" aria-label="Head">
					{figure.heads.map(({ name }, n) => (
						<button key={name} type="button" aria-pressed={n === headAt.value} onClick={() => (headAt.value = n)}>
							{name}
						</button>
					))}
				</div>
			)}
			<div class="plate">
				<AttentionMap tokens={figure.tokens} weights={head.weights} name={head.name} />
			</div>
			<figcaption>
				<b>
					Attention of your {head.name}, step {figure.step}.
				</b>{' '}
				Rows look at columns; stronger colour is more.{' '}
				{later < 0.005
					? 'No row looks at a later word.'
					: `Some row gives ${(later * 100).toFixed(0)} % to later words: the future is visible.`}
			</figcaption>
			<details class="twin">
				<summary>The figure as text</summary>
				<ol class="rows">
					{describeRows(figure.tokens, head.weights).map((sentence, row) => (
						<li key={row}>{sentence}.</li>
					))}
				</ol>
			</details>
		</figure>
	);
}

function Samples({ run, step }: { readonly run: RunView; readonly step: number }) {
	if (run.samples.length === 0) return <p class="meta">A sample of its sentences comes after a quarter of the run.</p>;
	const now = run.samples.findLast((sample) => sample.step <= step) ?? run.samples[0];
	const others = run.samples.filter((sample) => sample !== now);
	return (
		<section class="card stack">
			<h3>Sample at step {now?.step}</h3>
			<p class="sample">{now?.text}</p>
			<p class="meta">temperature 0.8, seed {run.seed ?? 'unknown'}</p>
			{others.length > 0 && (
				<details class="twin">
					<summary>The same at other steps</summary>
					<dl class="samples">
						{others.map((sample) => (
							<div key={sample.step}>
								<dt class="num">step {sample.step}</dt>
								<dd class="sample">{sample.text}</dd>
							</div>
						))}
					</dl>
				</details>
			)}
		</section>
	);
}
