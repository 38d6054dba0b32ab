/** A rung that is offered unasked, to whoever has worked for long. An invitation: it opens nothing by itself and goes away for good when it is declined. */
import type { HelpView } from '#contract/help.ts';
import { explainPrice } from '#learning/explain.ts';
import { Icon } from './icon.tsx';
import type { LabStore } from './lab-store.ts';

export function HelpOffer({ store, help }: { readonly store: LabStore; readonly help: HelpView }) {
	const offered = help.rungs.find(({ rung, state }) => rung === help.decision.offer && state === 'open');
	if (offered === undefined || store.ladder.declined.value >= offered.rung) return null;
	return (
		<aside class="callout" aria-label="An offer of help">
			<Icon name="steps" />
			<div class="stack tight">
				<p>
					<strong>You have worked on this for a while.</strong> Rung {offered.rung}, {offered.title}, is open if you want it.{' '}
					{explainPrice(help.creditNow, Math.min(help.creditNow, offered.credit))}
				</p>
				<p class="row">
					<button type="button" class="btn btn-s" onClick={() => document.getElementById(`open-${offered.rung}`)?.focus()}>
						Go to rung {offered.rung}
					</button>
					<button type="button" class="btn btn-s btn-quiet" onClick={() => store.ladder.decline(offered.rung)}>
						Not now
					</button>
					<a href="/me/help#own">Turn offers off</a>
				</p>
			</div>
		</aside>
	);
}
