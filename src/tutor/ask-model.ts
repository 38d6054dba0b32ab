/**
 * One question to an OpenAI-compatible server. The whole answer is fetched before anybody sees a word of it; no tools, no
 * retries, no telemetry, 20 seconds at most. Every way to fail becomes a ModelFault with a sentence for the learner.
 */
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, extractReasoningMiddleware, generateText, type ModelMessage, wrapLanguageModel } from 'ai';

export interface ModelServer {
	readonly baseUrl: string;
	readonly model: string;
	readonly apiKey: string | undefined;
}

export interface ModelQuestion {
	readonly instructions: string;
	readonly messages: ModelMessage[];
	readonly maxOutputTokens: number;
	/** Ends the call when the learner has left. */
	readonly signal: AbortSignal;
	/** Shorter in tests. */
	readonly timeoutMs?: number;
}

export interface ModelAnswer {
	readonly text: string;
	readonly tokensIn: number;
	readonly tokensOut: number;
}

export const MODEL_TIMEOUT_MS = 20_000;
const TEMPERATURE = 0.2;
/** Where a server counts no tokens: about four characters make one. */
const CHARS_PER_TOKEN = 4;

export type FaultKind = 'timeout' | 'network' | 'refused' | 'busy' | 'broken' | 'empty';

/** Why no answer came, with a sentence that a learner can read. */
export class ModelFault extends Error {
	override name = 'ModelFault' as const;
	readonly kind: FaultKind;
	constructor(kind: FaultKind, cause?: unknown) {
		super(FAULT_SENTENCES[kind], { cause });
		this.kind = kind;
	}
}

const FAULT_SENTENCES: Readonly<Record<FaultKind, string>> = {
	timeout: 'The tutor took longer than 20 seconds.',
	network: 'The tutor cannot be reached.',
	refused: 'The tutor is not set up rightly: its server refused the request. Whoever runs this site can mend that.',
	busy: 'The tutor has too many questions at the moment.',
	broken: 'The tutor failed.',
	empty: 'The tutor gave an empty answer.',
};

export function faultSentence(kind: FaultKind): string {
	return FAULT_SENTENCES[kind];
}

/** @throws ModelFault, or the signal's reason when the learner has left. */
export async function askModel(server: ModelServer, question: ModelQuestion): Promise<ModelAnswer> {
	const { instructions, messages, maxOutputTokens, signal } = question;
	const deadline = AbortSignal.timeout(question.timeoutMs ?? MODEL_TIMEOUT_MS);
	try {
		const { text, usage } = await generateText({
			model: modelOf(server),
			instructions,
			messages,
			maxOutputTokens,
			temperature: TEMPERATURE,
			maxRetries: 0,
			abortSignal: AbortSignal.any([signal, deadline]),
			telemetry: { isEnabled: false },
		});
		if (text.trim() === '') throw new ModelFault('empty');
		return {
			text: text.trim(),
			tokensIn: usage.inputTokens ?? estimateTokens(instructions + JSON.stringify(messages)),
			tokensOut: usage.outputTokens ?? estimateTokens(text),
		};
	} catch (error) {
		signal.throwIfAborted();
		throw faultOf(error, deadline);
	}
}

/** Always a model object: a bare name would be asked of a gateway on the internet. */
function modelOf({ baseUrl, model, apiKey }: ModelServer) {
	const provider = createOpenAICompatible({ name: 'tutor', baseURL: baseUrl, ...(apiKey === undefined ? {} : { apiKey }) });
	// Some local servers leave a model's thinking in the text.
	return wrapLanguageModel({ model: provider(model), middleware: extractReasoningMiddleware({ tagName: 'think' }) });
}

function faultOf(error: unknown, deadline: AbortSignal): ModelFault {
	if (error instanceof ModelFault) return error;
	if (deadline.aborted) return new ModelFault('timeout', error);
	if (!APICallError.isInstance(error)) return new ModelFault('broken', error);
	if (error.statusCode === undefined) return new ModelFault('network', error);
	if (error.statusCode === 429) return new ModelFault('busy', error);
	return new ModelFault(error.statusCode >= 400 && error.statusCode < 500 ? 'refused' : 'broken', error);
}

/** Where no server counted. */
export function estimateTokens(text: string): number {
	return Math.ceil(text.length / CHARS_PER_TOKEN);
}
