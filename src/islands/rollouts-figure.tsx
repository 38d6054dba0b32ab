/**
 * A group of samples of the policy: the reward and the advantage of each, and its tokens with what the update does to them. A token outside the loss is grey on
 * dots; one that became more likely stands on a line, one that became less likely under a line, so that nothing is told by colour alone.
 */
import { useSignal } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import { signed } from '#contract/number-text.ts';
import { areWords, describeGroup, rolloutsCsv, sayRolloutToken, saySample, textOf } from './figure-words.ts';
import { sayNumber } from './quantity.ts';
import { type Place, Reader } from './reader.tsx';
import type { FigureOf } from './run-figures.ts';
import { SaveCsv } from './save-csv.tsx';
import { StepSlider, useChosenStep } from './step-slider.tsx';

type Rollouts = FigureOf<'rollouts'>;
type Group = Rollouts['groups'][number];
type Sample = Group['samples'][number];

/** A ratio nearer to 1 than this is drawn as unchanged. */
const CHANGED = 0.02;
/** From here on a change is drawn strong: the usual clip of a ratio. */
const STRONG = 0.2;

interface RolloutsFigureProps {
	readonly lab: string;
	/** One figure by step, the first first. */
	readonly history: readonly Rollouts[];
}

export function RolloutsFigure({ lab, history }: RolloutsFigureProps) {
	const { figure, chosen } = useChosenStep(history);
	const groupAt = useSignal(0);
	if (figure === undefined) return null;
	const group = figure.groups[Math.min(groupAt.value, figure.groups.length - 1)];
	return (
		<figure class="fig">
			<h3>{figure.title}</h3>
			<StepSlider steps={history.map(({ step }) => step)} chosen={chosen} of="steps" />
			{figure.groups.length > 1 && (
				<label class="field">
					<span class="label">Group</span>
					<select class="input" value={groupAt.value} onChange={(event) => (groupAt.value = Number(event.currentTarget.value))}>
						{figure.groups.map(({ prompt }, n) => (
							<option key={n} value={n}>
								{n + 1}: {prompt}
							</option>
						))}
					</select>
				</label>
			)}
			{group === undefined ? <p class="meta">No group was sampled at this step.</p> : <GroupView key={figure.step} group={group} />}
			<figcaption>
				<b>Step {figure.step}.</b> Each row is one sample of your policy for the same prompt. The advantage is its reward beside the others
				of its group.
			</figcaption>
			{group !== undefined && (
				<details class="twin">
					<summary>The figure as text</summary>
					<GroupTwin group={group} />
				</details>
			)}
			<p class="row">
				<SaveCsv name={`${lab}-${figure.id}`} label="Save samples as CSV" text={() => rolloutsCsv(history)} />
			</p>
		</figure>
	);
}

function GroupView({ group }: { readonly group: Group }) {
	const { prompt, answer, samples } = group;
	const largest = useMemo(() => Math.max(...samples.map(({ advantage }) => Math.abs(advantage)), 1e-9), [samples]);
	const say = ({ row, column }: Place): string => {
		const sample = samples[row];
		const token = sample?.tokens[column];
		if (sample === undefined || token === undefined) return '';
		return `Sample ${row + 1}, ${saySample(sample)}. Token ${column + 1}, ${sayRolloutToken(token)}.`;
	};
	return (
		<div class="plate">
			<p class="rollout-prompt">
				<code>{prompt}</code>
				{answer !== undefined && (
					<span class="meta">
						answer <code>{answer}</code>
					</span>
				)}
			</p>
			<Reader
				label="Samples of the group"
				rows={samples.map(({ tokens }) => tokens.length)}
				say={say}
				hint="By keyboard: up and down go from sample to sample, left and right from token to token."
			>
				{(place, go) => (
					<ol class="rollouts">
						{samples.map((sample, row) => (
							<SampleRow
								key={row}
								sample={sample}
								largest={largest}
								at={place?.row === row ? place.column : null}
								go={(column) => go({ row, column })}
							/>
						))}
					</ol>
				)}
			</Reader>
			<RolloutLegend samples={samples} />
			<p class="meta">{describeGroup(group)}</p>
		</div>
	);
}

interface SampleRowProps {
	readonly sample: Sample;
	/** The largest advantage of the group, whatever its sign. */
	readonly largest: number;
	/** Token in focus, when it is in this sample. */
	readonly at: number | null;
	readonly go: (column: number) => void;
}

function SampleRow({ sample, largest, at, go }: SampleRowProps) {
	const { tokens, reward, advantage, note } = sample;
	const share = (Math.abs(advantage) / largest) * 50;
	return (
		<li class={at === null ? undefined : 'on'}>
			<span class="rollout-facts num">
				<span>{sayNumber(reward)}</span>
				<span>{signed(advantage)}</span>
				<span class="advantage">
					<i class={advantage < 0 ? 'less' : 'more'} style={{ left: `${advantage < 0 ? 50 - share : 50}%`, width: `${share}%` }} />
				</span>
			</span>
			<span class={`rollout-text ${areWords(tokens) ? 'rollout-words' : ''}`}>
				{tokens.map((token, column) => (
					<span key={column} class={`token ${lookOf(token)} ${at === column ? 'token-at' : ''}`} onPointerEnter={() => go(column)}>
						{visible(token.text)}
					</span>
				))}
				{note !== undefined && <span class="meta"> {note}</span>}
			</span>
		</li>
	);
}

export function lookOf({ inLoss, ratio }: Sample['tokens'][number]): string {
	if (!inLoss) return 'token-out';
	if (ratio === undefined || Math.abs(ratio - 1) < CHANGED) return '';
	const strength = Math.abs(ratio - 1) >= STRONG ? 'strong' : 'weak';
	return `token-${ratio > 1 ? 'more' : 'less'} token-${strength}`;
}

/** A space or a line end that is a token of its own is drawn, so that it can be pointed at. */
function visible(text: string): string {
	return text.replaceAll('\n', '↵').replace(/^ +$/, (spaces) => '␣'.repeat(spaces.length));
}

function RolloutLegend({ samples }: { readonly samples: readonly Sample[] }) {
	const tokens = samples.flatMap((sample) => sample.tokens);
	const looks = new Set(tokens.map(lookOf));
	const has = (part: string): boolean => [...looks].some((look) => look.includes(part));
	return (
		<p class="legend">
			<span>reward, advantage and its size</span>
			{has('token-out') && (
				<span>
					<span class="token token-out">abc</span> not in the loss
				</span>
			)}
			{has('token-more') && (
				<span>
					<span class="token token-more token-strong">abc</span> more likely now
				</span>
			)}
			{has('token-less') && (
				<span>
					<span class="token token-less token-strong">abc</span> less likely now
				</span>
			)}
		</p>
	);
}

function GroupTwin({ group }: { readonly group: Group }) {
	return (
		<>
			<p>
				Prompt “{group.prompt}”{group.answer !== undefined && `, answer “${group.answer}”`}. {describeGroup(group)}
			</p>
			<ol class="rows">
				{group.samples.map((sample, n) => (
					<li key={n}>
						“{textOf(sample)}”: {saySample(sample)}. {describeMask(sample)}
					</li>
				))}
			</ol>
		</>
	);
}

function describeMask({ tokens }: Sample): string {
	const inLoss = tokens.filter((token) => token.inLoss).length;
	const ratios = tokens.flatMap(({ ratio }) => (ratio === undefined ? [] : [ratio]));
	const spread = ratios.length === 0 ? '' : ` Ratios from ${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}.`;
	return `${inLoss} of ${tokens.length} tokens in the loss.${spread}`;
}
