/** Tensors of the last run of the checks as a table: the same that hovering shows, for the plain editor, the keyboard and screen readers. */
import type { SeenTensor } from '#contract/run.ts';
import type { LabStore } from './lab-store.ts';
import { LineLink } from './line-link.tsx';
import { listed, sayRuns, sayShape, sayStats } from './tensor-words.ts';

export function TensorList({ store, seen }: { readonly store: LabStore; readonly seen: readonly SeenTensor[] }) {
	if (seen.length === 0) return null;
	const rows = listed(seen);
	return (
		<details class="tensors">
			<summary>Tensors of the last run ({rows.length})</summary>
			<p class="meta">The last value of each expression. In the large editor: hover it, or Ctrl+K Ctrl+I on it.</p>
			<div class="table-wrap" tabIndex={0} role="group" aria-label="Tensors of the last run">
				<table class="table">
					<thead>
						<tr>
							<th scope="col">line</th>
							<th scope="col">expression</th>
							<th scope="col">last value</th>
						</tr>
					</thead>
					<tbody>
						{rows.map((each) => (
							<tr key={`${each.ranges[0]?.line} ${each.text}`}>
								<td>
									<LineLink store={store} line={each.ranges[0]?.line ?? 1} />
								</td>
								<th scope="row">
									<code>{each.text}</code>
								</th>
								<td class={each.notFinite > 0 ? 'num fail' : 'num'}>
									<strong>{sayShape(each.shape)}</strong> {each.dtype}; {sayStats(each)}; ran {sayRuns(each.runs)}
								</td>
							</tr>
						))}
					</tbody>
				</table>
			</div>
		</details>
	);
}
