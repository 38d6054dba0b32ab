/** What the server measured of uploaded weights, in words: the value, where it should be, and how sure that is. */
import type { WeightsResult } from '#contract/grading.ts';
import { Icon } from './icon.tsx';

export function WeightsView({ results }: { readonly results: readonly WeightsResult[] }) {
	return (
		<section class="stack">
			<h3>Your weights on hidden data</h3>
			{results.map((result) => (
				<Weights key={result.name} result={result} />
			))}
		</section>
	);
}

function Weights({ result }: { readonly result: WeightsResult }) {
	const isPass = result.outcome === 'pass';
	const count = result.count.toLocaleString('en');
	return (
		<>
			<dl class="statlist">
				<Fact name="measured" value={result.value} />
				<Fact name={result.goal === 'at-least' ? 'target, at least' : 'target, at most'} value={result.target} />
				{result.floor !== undefined && <Fact name="entropy floor" value={result.floor} />}
			</dl>
			<p>
				<span class={result.outcome}>
					<Icon name={isPass ? 'pass' : 'fail'} label={isPass ? 'passed' : 'failed'} />
				</span>{' '}
				{result.message}
			</p>
			<p class="meta">
				Measured by the server on {count} {result.counted} that nobody has seen, with our own model code: {result.value.toFixed(2)},{' '}
				{result.what}, with a standard error of {result.standardError.toFixed(2)}. Preset: {result.preset}.
			</p>
		</>
	);
}

function Fact({ name, value }: { readonly name: string; readonly value: number }) {
	return (
		<div>
			<dt>{name}</dt>
			<dd>{value.toFixed(2)}</dd>
		</div>
	);
}
