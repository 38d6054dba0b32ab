/** How the engine runs the learner's step, in one line that can be opened: place, mode and why, dispatches, tokens a second, memory. */
import { describeLeaked, describePlace, factsOf, modeOf, reasonOf } from './engine-words.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import type { RunView } from './run-store.ts';

export function EngineStatus({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const status = run.engine?.status;
	const ready = store.ready.value;
	const mode = modeOf(status, run.backend);
	const reason = reasonOf(status, run.backend);
	const leaked = describeLeaked(status);
	return (
		<div class="engine">
			<details class="twin">
				<summary>
					<Line store={store} run={run} />
				</summary>
				<p>{mode.long}</p>
				{ready !== null && ready.reason !== '' && <p>{ready.reason}</p>}
				{status !== undefined && (
					<dl class="statlist">
						{factsOf(status, run.backend).map(({ name, value, hint }) => (
							<div key={name} title={hint}>
								<dt>{name}</dt>
								<dd>{value}</dd>
							</div>
						))}
					</dl>
				)}
			</details>
			{reason !== null && (
				<p class="meta">
					{reason} {status?.line !== undefined && <LineLink store={store} line={status.line} />}
				</p>
			)}
			{leaked !== null && (
				<div class="callout callout-warn">
					<Icon name="warn" />
					<p>
						{leaked} Wrap what makes them in <code>tf.tidy(() =&gt; …)</code>: it disposes everything but what it returns. What must live on
						belongs in a <code>tf.variable</code>.
					</p>
				</div>
			)}
			{/* Said when the mode changes, and only then: the numbers beside it change each second. */}
			<p class="vh" role="status">
				{status === undefined
					? ''
					: `The step is ${mode.short}. ${reason ?? ''} ${leaked === null ? '' : 'It leaves tensors behind.'}`.trim()}
			</p>
		</div>
	);
}

/** Each part keeps its width while its number changes; a part that does not fit goes to the next line whole. */
function Line({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const status = run.engine?.status;
	const dispatches = status?.dispatches ?? 0;
	const tokens = run.tokensPerSecond;
	return (
		<span class="engine-line num">
			<span>{describePlace(store.ready.value, run.backend)} ·</span>
			<span>{modeOf(status, run.backend).short} ·</span>
			{dispatches > 0 && <span>{dispatches.toLocaleString('en')} dispatches ·</span>}
			<span class="engine-rate">{tokens === null ? '– tokens/s' : `${Math.round(tokens).toLocaleString('en')} tokens/s`}</span>
		</span>
	);
}
