/** The section of the training panel about the recorded step: the drawing once the worker has measured one, else when it will. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import { bindKernelExplorer } from './kernel-explorer.ts';
import type { KernelStep } from './kernel-kinds.ts';
import { KernelTable } from './kernel-table.tsx';
import { KernelTimeline } from './kernel-timeline.tsx';
import { captionOf, describeStep, kernelsCsv, titleOf } from './kernel-words.ts';
import type { LabStore } from './lab-store.ts';
import type { RunView } from './run-store.ts';
import { saveFile } from './save-file.ts';

export function KernelSection({ store, run }: { readonly store: LabStore; readonly run: RunView }) {
	const { kernels } = run;
	const lab = store.workspace.lab.id;
	const adapter = store.ready.value?.adapter ?? '';
	// Drawn again only for another step: the panel renders ten times a second.
	const figure = useMemo(
		() => kernels && <KernelFigure key={kernels.step} step={kernels} lab={lab} adapter={adapter} />,
		[kernels, lab, adapter],
	);
	return (
		<section class="card stack">
			{figure ?? (
				<>
					<h3>Where the time goes</h3>
					<p class="meta">{describeWait(run, store.isBusy.value)}</p>
				</>
			)}
		</section>
	);
}

/** What will be drawn here and when, or why it will not. */
export function describeWait({ backend, engine }: Pick<RunView, 'backend' | 'engine'>, isBusy: boolean): string {
	if (backend !== null && backend !== 'webgpu')
		return 'The kernels of a step are recorded on a graphics processor (WebGPU) only. Here every step runs on the processor, as it is written.';
	if (engine?.status.mode === 'eager') return 'This step runs as it is written, so there is no recording to draw. The reason stands above.';
	return isBusy
		? 'The kernels of the step are drawn here once it has been recorded and replayed, and again at the end of the run.'
		: 'No step of this run was replayed and measured. Train longer, and its kernels are drawn here.';
}

function KernelFigure({ step, lab, adapter }: { readonly step: KernelStep; readonly lab: string; readonly adapter: string }) {
	const root = useRef<HTMLElement>(null);
	useEffect(() => {
		if (root.current) bindKernelExplorer(root.current);
	}, []);
	return (
		<figure class="fig" ref={root}>
			<h3>{titleOf(step.replayed)}</h3>
			<KernelTimeline step={step} adapter={adapter} />
			<figcaption>
				<b>Step {step.step} of your run, recorded.</b> {captionOf(step)}
			</figcaption>
			<details class="twin">
				<summary>The kernels as text and table</summary>
				<p>{describeStep(step)}</p>
				<KernelTable step={step} />
			</details>
			<p class="row">
				<button
					type="button"
					class="btn btn-s"
					onClick={() => saveFile(`${lab}-step-${step.step}-kernels.csv`, kernelsCsv(step), 'text/csv')}
				>
					Save kernels as CSV
				</button>
			</p>
		</figure>
	);
}
