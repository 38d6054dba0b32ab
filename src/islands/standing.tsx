/** Where a run stands, in numbers: the step, its losses or its measures, the target, the time left. What a lab does not measure is not asked for. */
import { lastMeasures, sayMeasures } from './chart-words.ts';
import type { LabStore } from './lab-store.ts';
import { heldOutAt } from './loss-curve.ts';
import { sayNumber } from './quantity.ts';
import type { RunView } from './run-store.ts';

interface StandingProps {
	readonly store: LabStore;
	readonly run: RunView;
	/** Nats per token. */
	readonly floor: number | null;
}

export function Standing({ store, run, floor }: StandingProps) {
	const { charts, presets } = store.workspace.lab;
	const measured = heldOutAt(run.points);
	const heldOut = measured?.heldOut;
	const target = presets[run.preset ?? '']?.target;
	return (
		<>
			<dl class="statlist">
				<Stat name="step" value={run.steps === 0 ? String(run.step) : `${run.step} / ${run.steps}`} />
				<Losses run={run} floor={floor} isExpected={charts.length === 0 || floor !== null} />
				{lastMeasures(charts, run.measures).map(({ name, value }) => (
					<Stat key={name} name={name} value={value} />
				))}
				{target !== undefined && (
					<Stat
						name="target"
						value={`${target.goal === 'at-least' ? '≥' : '≤'} ${sayNumber(target.value)}`}
						hint={`${target.what}, measured by the server`}
					/>
				)}
				<Stat name="left" value={timeLeft(store, run)} />
				<Speed run={run} isExpected={charts.length === 0} />
			</dl>
			<p class="vh" role="status">
				{heldOut === undefined
					? sayMeasures(charts, run.measures, run.steps)
					: `Step ${measured?.step}: held-out loss ${heldOut.toFixed(2)}.`}
			</p>
		</>
	);
}

/** Held-out loss where it is measured or will be; else the training loss, if there is one. */
function Losses({ run, floor, isExpected }: Pick<StandingProps, 'run' | 'floor'> & { readonly isExpected: boolean }) {
	const heldOut = heldOutAt(run.points)?.heldOut;
	const loss = run.points.at(-1)?.loss;
	if (heldOut === undefined && !isExpected) return loss === undefined ? null : <Stat name="training loss" value={loss.toFixed(2)} />;
	return (
		<>
			<Stat name="held-out loss" value={heldOut?.toFixed(2) ?? 'not yet'} />
			{floor !== null && (
				<Stat
					name={heldOut !== undefined && heldOut < floor ? 'below the floor' : 'above the floor'}
					value={heldOut === undefined ? 'not yet' : Math.abs(heldOut - floor).toFixed(2)}
				/>
			)}
		</>
	);
}

function Speed({ run: { tokensPerSecond, tensors }, isExpected }: { readonly run: RunView; readonly isExpected: boolean }) {
	return (
		<>
			{(tokensPerSecond !== null || isExpected) && (
				<Stat name="tokens/s" value={tokensPerSecond === null ? 'not yet' : Math.round(tokensPerSecond).toLocaleString('en')} />
			)}
			{(tensors !== null || isExpected) && (
				<Stat
					name="tensors alive"
					value={tensors === null ? 'not yet' : String(tensors)}
					hint="A number that grows is a leak: something is not disposed of."
				/>
			)}
		</>
	);
}

function timeLeft(store: LabStore, run: RunView): string {
	if (run.done) return run.done.how === 'stopped' ? 'stopped' : 'done';
	if (!store.isBusy.value) return run.steps > 0 && run.step >= run.steps ? 'done' : 'stopped';
	return run.secondsLeft === null ? '…' : `${Math.ceil(run.secondsLeft)} s`;
}

function Stat({ name, value, hint }: { readonly name: string; readonly value: string; readonly hint?: string }) {
	return (
		<div title={hint}>
			<dt>{name}</dt>
			<dd>{value}</dd>
		</div>
	);
}
