/** Near transfer, for the independent re-check: the accounts of a mixture with a shared expert, gated experts and a tied head. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'shared-expert',
	lab: 'moe-vs-dense',
	title: 'One expert for everybody',
	minutes: 15,
	exports: ['sharedAccount'],
	task: `Some mixtures have **shared** experts, which answer every token beside the chosen ones. Write \`sharedAccount(spec)\` for such a model.

\`spec\` has \`layers\`, \`width\`, \`vocabulary\`, \`experts\` (routed), \`shared\`, \`choices\` (routed experts that a token chooses) and \`hidden\` (of every expert). The model differs from the lab's in three more ways:

- an expert has **three** matrices of width × hidden weights (gate, up, down);
- there are no learned positions, and the head **is** the token embedding: one matrix, counted once, but a token is multiplied by it;
- the norms have no gains.

Attention has four square matrices, the router one column for each routed expert.

Return \`[total, active, flops]\`, three numbers, with the conventions of the lab: active is all but the routed experts that were not chosen; FLOPs are two for each weight that a token is multiplied by.`,
	starter: `interface Spec {
	layers: number;
	width: number;
	vocabulary: number;
	experts: number;
	shared: number;
	choices: number;
	hidden: number;
}

export function sharedAccount(spec: Spec): [number, number, number] {
	return [0, 0, 0];
}
`,
});
