/**
 * One answer that may be shown, or none: asks the model, inspects the whole text, asks once more with the failed checks named,
 * and then gives up. What to show instead is decided by the caller. Not a word leaves here before it was inspected.
 */
import { randomBytes } from 'node:crypto';
import { askModel, type FaultKind, ModelFault, type ModelServer } from './ask-model.ts';
import type { GuardReason, Inspection } from './guard/inspection.ts';
import { buildPrompt, type PromptRequest } from './prompt.ts';

export type Progress = 'thinking' | 'checking' | 'again';

export interface ReplyWork {
	readonly server: ModelServer;
	readonly request: Omit<PromptRequest, 'failed' | 'fence'>;
	readonly inspect: (text: string) => Promise<Inspection>;
	readonly signal: AbortSignal;
	readonly tell: (progress: Progress) => void;
	readonly timeoutMs?: number;
}

export interface Written {
	/** Null: nothing may be shown. */
	readonly text: string | null;
	readonly measured: number;
	readonly isSecond: boolean;
	readonly inspections: readonly Inspection[];
	/** Why the model gave nothing in the end; null when it answered. */
	readonly fault: FaultKind | null;
	readonly tokensIn: number;
	readonly tokensOut: number;
}

/** The first answer and one more. */
const TRIES = 2;

/** @throws the signal's reason when the learner has left. */
export async function writeReply(work: ReplyWork): Promise<Written> {
	const inspections: Inspection[] = [];
	const used = { tokensIn: 0, tokensOut: 0 };
	const nothing = (fault: FaultKind | null): Written => ({ text: null, measured: 0, isSecond: false, inspections, fault, ...used });
	for (let n = 0; n < TRIES; n++) {
		work.tell(n === 0 ? 'thinking' : 'again');
		try {
			const answer = await askOnce(work, inspections.at(-1)?.reasons ?? []);
			used.tokensIn += answer.tokensIn;
			used.tokensOut += answer.tokensOut;
			work.tell('checking');
			const inspection = await work.inspect(answer.text);
			inspections.push(inspection);
			work.signal.throwIfAborted();
			if (inspection.ok) return { text: answer.text, measured: inspection.measured, isSecond: n > 0, inspections, fault: null, ...used };
		} catch (error) {
			if (error instanceof ModelFault) return nothing(error.kind);
			throw error;
		}
	}
	return nothing(null);
}

function askOnce(work: ReplyWork, failed: readonly GuardReason[]) {
	const fence = randomBytes(12).toString('hex');
	const prompt = buildPrompt({ ...work.request, failed: failed.map((reason) => REASONS[reason] ?? OTHER), fence });
	const { server, signal, timeoutMs } = work;
	return askModel(server, { ...prompt, signal, ...(timeoutMs === undefined ? {} : { timeoutMs }) });
}

/** The failed check in words that give nothing away. */
const REASONS: Readonly<Partial<Record<GuardReason, string>>> = {
	unreadable: 'It held text that could not be read: encoded, reversed or mixed with invisible characters. Write plain words.',
	'code-lines': 'It held more lines of code than the level allows.',
	fingerprints: 'Together with the earlier answers it held too many pieces of the solution.',
	'longest-run': 'A piece of its code was too close to the solution.',
	tiles: 'Pieces of its code were too close to the solution.',
	tree: 'The structure of its code was too close to the solution.',
	'solution-lines': 'It held lines of the solution.',
	skeleton: 'It named the steps of the solution in their order.',
	spoiler: 'It held the step that the task is about.',
	prose: 'Its words told more about the solution than the level allows.',
	execution: 'Its code, put into the program, solves the task or a part of it.',
	'not-proven-safe': 'Its code could not be shown to be safe at this level. Use words instead of code.',
};
const OTHER = 'It went further than the level allows.';
