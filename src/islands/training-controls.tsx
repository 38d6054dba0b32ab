/** What to train and from where: presets with their cost, the seed, start and stop, and the weights that are kept. */

import { clock } from './draft-sync.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';
import { goOnFrom, resumeStep } from './last-good.ts';
import { describeCost, type MeasuredSpeed } from './preset-cost.ts';
import type { RunView } from './run-store.ts';
import type { KeptWeights } from './training-keeper.ts';

export function TrainingControls({ store }: { readonly store: LabStore }) {
	const { presets } = store.workspace.lab;
	const isBusy = store.isBusy.value;
	const preset = presets[store.preset.value];
	return (
		<>
			<div class="train-start">
				<label class="field">
					<span class="label">Preset</span>
					<select
						class="input"
						disabled={isBusy}
						value={store.preset.value}
						onChange={(event) => void store.choosePreset(event.currentTarget.value)}
					>
						{Object.entries(presets).map(([name, { label }]) => (
							<option key={name} value={name}>
								{label}
							</option>
						))}
					</select>
				</label>
				<label class="field seed">
					<span class="label">Seed</span>
					<input
						class="input num"
						type="number"
						min={1}
						max={9999}
						disabled={isBusy}
						value={store.seed.value}
						onChange={(event) => (store.seed.value = Math.min(9_999, Math.max(1, Math.round(Number(event.currentTarget.value) || 1))))}
					/>
				</label>
				{isBusy ? (
					<button type="button" class="btn" onClick={() => void store.session.stop()}>
						Stop training
					</button>
				) : (
					<button type="button" class="btn" onClick={() => void store.train()}>
						Train
					</button>
				)}
			</div>
			{preset && <p class="meta num">{describeCost(preset, speedOf(store))}</p>}
			{!isBusy && store.weights.kept.value && <Kept store={store} kept={store.weights.kept.value} steps={preset?.steps ?? 0} />}
		</>
	);
}

function speedOf({ training, workspace }: LabStore): MeasuredSpeed | null {
	const run = training.value;
	const preset = workspace.lab.presets[run?.preset ?? ''];
	if (run === null || preset === undefined) return null;
	const secondsPerStep = secondsPerStepOf(run);
	return run.tokensPerSecond === null && secondsPerStep === null
		? null
		: { preset, tokensPerSecond: run.tokensPerSecond || null, secondsPerStep };
}

/** Of a run that ended and went on without a break from where it began. */
function secondsPerStepOf({ done, begun, restarted, step }: RunView): number | null {
	const steps = (done?.step ?? step) - (begun ?? 0);
	return done === null || begun === undefined || restarted !== undefined || steps < 1 ? null : done.seconds / steps;
}

function Kept({ store, kept, steps }: { readonly store: LabStore; readonly kept: KeptWeights; readonly steps: number }) {
	const from = resumeStep(store, steps);
	const startOver = async (): Promise<void> => {
		await store.weights.forget(kept.preset);
		store.training.value = null;
		await store.train();
	};
	return (
		<div class="callout callout-yours" role="status">
			<Icon name="info" />
			<p>{describeKept(kept, steps, store.training.value?.step ?? 0)}</p>
			<p class="row">
				{from !== null && (
					<button type="button" class="btn btn-s" onClick={() => void goOnFrom(store, from)}>
						Resume from step {from}
					</button>
				)}
				<button type="button" class="btn btn-s" onClick={() => void startOver()}>
					Start over
				</button>
			</p>
		</div>
	);
}

function describeKept({ step, savedAt, problem, isFromBefore, isFromFile }: KeptWeights, steps: number, reached: number): string {
	const what = step >= steps ? `The trained weights (step ${step}, the end of the run)` : `The weights of step ${step} of ${steps}`;
	if (isFromFile) return `${what} come from your file. This browser keeps nothing of them until training has gone on from them.`;
	const when = isFromBefore ? ` from ${clock(savedAt)} are kept in this browser.` : ' are kept.';
	const lost = reached > step && step < steps ? ` The run had reached step ${reached}; the steps between are trained again.` : '';
	const memory = problem === null ? '' : ` ${problem}`;
	return `${what}${when}${lost}${memory}`;
}
