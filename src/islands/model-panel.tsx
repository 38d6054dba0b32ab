/** The learner's own model: where its heads look, as a table that is also a picture, and what it writes. */
import { useSignal } from '@preact/signals';
import type { LabStore } from './lab-store.ts';

const MAX_TOKENS = 16;

export function ModelPanel({ store }: { readonly store: LabStore }) {
	const chosen = useSignal<number | null>(null);
	const headAt = useSignal(0);
	const run = store.training.value;
	const figures = run?.figures ?? [];
	const at = Math.min(chosen.value ?? figures.length - 1, figures.length - 1);
	const figure = figures[at];
	const head = figure?.heads[headAt.value] ?? figure?.heads[0];
	const sample = run?.samples.findLast(({ step }) => figure === undefined || step <= figure.step) ?? run?.samples[0];
	if (figure === undefined && sample === undefined)
		return <p>Train first: then your model's attention and its sentences are shown here.</p>;
	return (
		<div class="stack">
			{figure && head && (
				<>
					{figure.heads.length > 1 && (
						<div class="seg" role="group" aria-label="Head">
							{figure.heads.map(({ name }, n) => (
								<button key={name} type="button" aria-pressed={n === headAt.value} onClick={() => (headAt.value = n)}>
									{name}
								</button>
							))}
						</div>
					)}
					<AttentionTable tokens={figure.tokens} weights={head.weights} />
					<p class="meta">
						Attention of your {head.name}, step {figure.step}. Rows look at columns; stronger colour is more.
					</p>
					<label class="field">
						<span class="label">Saved step</span>
						<input
							class="range"
							type="range"
							min={0}
							max={figures.length - 1}
							value={at}
							onInput={(event) => (chosen.value = Number(event.currentTarget.value))}
						/>
					</label>
				</>
			)}
			{sample && (
				<div class="card">
					<h3>Sample at step {sample.step}</h3>
					<p class="sample">{sample.text}</p>
				</div>
			)}
		</div>
	);
}

function AttentionTable({ tokens, weights }: { readonly tokens: readonly string[]; readonly weights: readonly number[] }) {
	const size = Math.round(Math.sqrt(weights.length));
	const shown = Array.from({ length: Math.min(size, MAX_TOKENS) }, (_, index) => index);
	return (
		// biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and the keyboard must reach it.
		<div class="table-wrap" tabIndex={0} role="group" aria-label="Attention map">
			<table class="attention">
				<thead>
					<tr>
						<td />
						{shown.map((column) => (
							<th key={column} scope="col">
								<span>{tokens[column]}</span>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{shown.map((row) => (
						<tr key={row}>
							<th scope="row">{tokens[row]}</th>
							{shown.map((column) => {
								const weight = weights[row * size + column] ?? 0;
								return (
									<td key={column} style={{ '--w': weight }} title={`${tokens[row]} looks at ${tokens[column]}: ${weight.toFixed(2)}`}>
										<span class="vh">{weight.toFixed(2)}</span>
									</td>
								);
							})}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}
