/** Where a verdict comes from: that it was judged again and why, which files stood in, and, folded away, what judged it. */
import { dayText } from '#contract/time-text.ts';
import type { SeenSubmission } from './submit-keeper.ts';

interface OriginProps {
	readonly view: SeenSubmission;
}

export function JudgedAgain({ view: { judgedAgain, judgedBy } }: OriginProps) {
	if (judgedAgain === undefined) return null;
	const by = judgedBy?.labVersion === undefined ? '' : ` by version ${judgedBy.labVersion} of the lab`;
	return (
		<p class="meta">
			Judged again on {dayText(judgedAgain.at)}
			{by}: {judgedAgain.reason}
		</p>
	);
}

/** An accepted file of before that labs no longer run is no fault of the file that was judged now. */
export function StoodIn({ view: { verdict } }: OriginProps) {
	const lent = verdict?.lent ?? [];
	if (lent.length === 0) return null;
	const names = lent.map((id) => `my/${id}`);
	return (
		<p class="callout">
			<span>
				Labs no longer run your accepted {new Intl.ListFormat('en-GB').format(names)}, so the course’s own stood in for{' '}
				{lent.length === 1 ? 'it' : 'them'}. Open {lent.length === 1 ? 'that lab' : 'those labs'} and submit again to use yours.
			</span>
		</p>
	);
}

export function HowJudged({ view: { judgedBy } }: OriginProps) {
	if (judgedBy === undefined) return null;
	const { layer, node, isolatedVm, tfjs, labVersion, checks, sandbox } = judgedBy;
	return (
		<details class="twin">
			<summary>How this was judged</summary>
			<p class="meta num">
				{labVersion === undefined ? '' : `Version ${labVersion} of the lab, `}checks <code>{checks}</code>. Sandbox: {layer}
				{sandbox !== undefined && (
					<>
						, built as <code>{sandbox}</code>
					</>
				)}
				. Node {node}, isolated-vm {isolatedVm}, tfjs {tfjs === '' ? 'not started' : tfjs}.
			</p>
		</details>
	);
}
