/** Pinned runs beside the present one, compared at the last step that all of them reached. */

import { clock } from './draft-sync.ts';
import type { LabStore } from './lab-store.ts';
import type { RunView } from './run-store.ts';

export function ComparePanel({ store }: { readonly store: LabStore }) {
	const pinned = store.pinned.value;
	const current = store.training.value;
	const runs = current === null || pinned.includes(current) ? pinned : [current, ...pinned];
	if (pinned.length === 0) return <p>Nothing pinned. Train, then pin the run: the next one is drawn over it.</p>;
	const step = Math.min(...runs.map((run) => run.points.at(-1)?.step ?? 0));
	return (
		<table class="table">
			<caption>Pinned runs of this lab, compared at step {step}</caption>
			<thead>
				<tr>
					<th scope="col">run</th>
					<th scope="col">preset</th>
					<th scope="col" class="r">
						loss
					</th>
					<th scope="col" class="r">
						held-out
					</th>
					<th scope="col" class="r">
						steps
					</th>
				</tr>
			</thead>
			<tbody>
				{runs.map((run) => (
					<tr key={run.startedAt}>
						<th scope="row">
							{clock(run.startedAt)} {run === current && <span class="yours">now</span>}
						</th>
						<td>{store.workspace.lab.presets[run.preset ?? '']?.label}</td>
						<td class="r">{lossAt(run, step)}</td>
						<td class="r">
							{run.points.findLast((point) => point.heldOut !== undefined && point.step <= step)?.heldOut?.toFixed(2) ?? ''}
						</td>
						<td class="r">{run.step}</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}

function lossAt(run: RunView, step: number): string {
	return run.points.findLast((point) => point.step <= step)?.loss.toFixed(2) ?? '';
}
