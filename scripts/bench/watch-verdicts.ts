/** A log that tells when each verdict was stored: the grader writes its line right after the transaction, so nobody has to ask the database meanwhile. */
import pino from 'pino';

export interface VerdictWatch {
	readonly log: pino.Logger;
	/** When the verdict of this submission was stored, by performance.now(); resolves then. */
	of(submissionId: string): Promise<number>;
}

export function watchVerdicts(): VerdictWatch {
	const stored = new Map<string, PromiseWithResolvers<number>>();
	const entry = (id: string): PromiseWithResolvers<number> => {
		const known = stored.get(id) ?? Promise.withResolvers<number>();
		stored.set(id, known);
		return known;
	};
	const write = (line: string): void => {
		const now = performance.now();
		// A line of pino's, whose fields are ours.
		const { event, submission, level } = JSON.parse(line) as { event?: string; submission?: string; level: number };
		if (event === 'verdict' && submission !== undefined) entry(submission).resolve(now);
		else if (level >= 40) console.error(line.trim());
	};
	return { log: pino({ level: 'info', base: null }, { write }), of: (id) => entry(id).promise };
}
