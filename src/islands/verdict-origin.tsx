/** Where a verdict comes from: that it was judged again and why, and, folded away, what judged it. */
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

export function HowJudged({ view: { judgedBy } }: OriginProps) {
	if (judgedBy === undefined) return null;
	const { layer, node, isolatedVm, tfjs, labVersion, checks } = judgedBy;
	return (
		<details class="twin">
			<summary>How this was judged</summary>
			<p class="meta num">
				{labVersion === undefined ? '' : `Version ${labVersion} of the lab, `}checks <code>{checks}</code>. Sandbox: {layer}. Node {node},
				isolated-vm {isolatedVm}, tfjs {tfjs === '' ? 'not started' : tfjs}.
			</p>
		</details>
	);
}
