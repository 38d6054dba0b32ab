/** The numbers of the task that are the learner's own: lab.ts declares them, and the check of the plan reads them back out of it. */
export const NUMBERS = {
	parameters: { what: 'parameters of the model', low: 60_000, high: 240_000, step: 1_000 },
	tokensEach: { what: 'tokens of one sample', low: 12, high: 48, step: 1 },
	dollarsPerMillion: { what: 'dollars for a million tokens', low: 0.5, high: 5, step: 0.25 },
	budget: { what: 'dollars that one question may cost', low: 0.001, high: 0.004, step: 0.00005 },
};
