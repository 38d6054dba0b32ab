/** The way to the check that gives back what is held back, or proves the skill, where one is invited. */
import type { HelpView } from '#contract/help.ts';
import { RECHECK_KINDS } from '#contract/recheck.ts';
import { whenInWords } from '#learning/sitting.ts';

export function InvitedRecheck({ help, labId }: { readonly help: HelpView; readonly labId: string }) {
	const invited = help.decision.recheck;
	if (invited === null) return null;
	const when = whenInWords(invited.from, Date.now());
	return (
		<p>
			<a href={`/recheck/${labId}`}>{RECHECK_KINDS[invited.kind].name}</a>: {RECHECK_KINDS[invited.kind].why}. It opens {when}, and waits
			for as long as you like.
		</p>
	);
}
