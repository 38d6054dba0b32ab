/** What somebody wrote, with links to the runs that it mentions. */
import { splitAtRuns } from '#contract/run-links.ts';

export function TextWithRuns({ text }: { readonly text: string }) {
	return (
		<>
			{splitAtRuns(text).map((part, at) =>
				part.href === null ? (
					part.text
				) : (
					<a key={at} href={part.href} target="_blank" rel="noopener">
						{part.text}
					</a>
				),
			)}
		</>
	);
}
