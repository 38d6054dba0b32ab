/** The learner's own model, at each step that was kept: what it samples and what that is rewarded, which experts work, where its heads look, what it writes. */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { Lab } from '#contract/lab.ts';
import { AttentionMap, describeRows, futureShare } from './attention-map.tsx';
import { ExpertsFigure } from './experts-figure.tsx';
import type { LabStore } from './lab-store.ts';
import { RolloutsFigure } from './rollouts-figure.tsx';
import { type FigureOf, historiesOf } from './run-figures.ts';
import type { RunView } from './run-store.ts';
import { StepSlider, useChosenStep } from './step-slider.tsx';

type Attention = FigureOf<'attention'>;

export function ModelPanel({ store }: { readonly store: LabStore }) {
	const run = store.training.value;
	const { id, model } = store.workspace.lab;
	if (run === null || (run.samples.length === 0 && !run.figures.some(isOfModel))) return <p>{describeAhead(model)}</p>;
	const attention = historiesOf(run.figures, 'attention')[0] ?? [];
	return (
		<div class="stack">
			<Pictures lab={id} figures={run.figures} />
			<AttentionOrSamples run={run} attention={attention} isExpected={model === 'gpt' && run.measures.length === 0} />
		</div>
	);
}

function isOfModel({ figure }: RunView['figures'][number]): boolean {
	return figure === 'attention' || figure === 'experts' || figure === 'rollouts';
}

function describeAhead(model: Lab['model']): string {
	return model === 'gpt'
		? "No model yet. Train first: then your model's attention, its samples, and whatever else this lab looks at are shown here, step by step."
		: 'No model yet. Train first: then what this lab looks at in your model is shown here, step by step.';
}

/** Drawn again only when a figure came: the panel renders ten times a second. */
function Pictures({ lab, figures }: { readonly lab: string; readonly figures: RunView['figures'] }) {
	return useMemo(
		() => (
			<>
				{historiesOf(figures, 'rollouts').map((history) => (
					<RolloutsFigure key={history[0]?.id} lab={lab} history={history} />
				))}
				{historiesOf(figures, 'experts').map((history) => (
					<ExpertsFigure key={history[0]?.id} lab={lab} history={history} />
				))}
			</>
		),
		[lab, figures],
	);
}

interface AttentionOrSamplesProps {
	readonly run: RunView;
	readonly attention: readonly Attention[];
	/** A sample is still to come. */
	readonly isExpected: boolean;
}

/** The samples stand at the step whose attention is looked at. */
function AttentionOrSamples({ run, attention, isExpected }: AttentionOrSamplesProps) {
	const { figure, chosen } = useChosenStep(attention);
	return (
		<>
			{figure && <AttentionFigure figure={figure} />}
			<StepSlider steps={attention.map(({ step }) => step)} chosen={chosen} of="pictures" />
			{(run.samples.length > 0 || isExpected) && <Samples run={run} step={figure?.step ?? Number.POSITIVE_INFINITY} />}
		</>
	);
}

function AttentionFigure({ figure }: { readonly figure: Attention }) {
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
			<p class="meta">seed {run.seed ?? 'unknown'}</p>
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
