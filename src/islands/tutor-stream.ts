/** A question to the tutor and its answer as server-sent events of a POST. Never throws: what went wrong comes back as a failure in words. */
import type { TutorFrame, TutorQuestion } from '#contract/tutor.ts';
import { type ApiFailure, failureOf, ownHeaders } from './api.ts';

const GONE: ApiFailure = {
	kind: 'offline',
	message:
		'The answer did not arrive: the connection ended. Your question is kept here; if an answer was made, it appears when this panel loads again.',
	body: null,
};

/** Calls `take` with each frame; gives null when the answer came whole. */
export async function askStream(
	path: string,
	question: TutorQuestion,
	{ signal, take }: { signal: AbortSignal; take: (frame: TutorFrame) => void },
): Promise<ApiFailure | null> {
	let isAnswered = false;
	try {
		const response = await fetch(path, {
			method: 'POST',
			body: JSON.stringify(question),
			headers: { ...ownHeaders(), 'content-type': 'application/json' },
			signal,
		});
		if (!response.ok) return failureOf(await response.json().catch(() => null), response.status);
		for await (const frame of readFrames(response.body)) {
			if (frame.event === 'error') return failureOf(frame.data, 500);
			take(frame);
			isAnswered ||= frame.event === 'turn';
		}
	} catch {
		return GONE;
	}
	return isAnswered ? null : GONE;
}

async function* readFrames(body: ReadableStream<Uint8Array> | null): AsyncGenerator<TutorFrame> {
	const reader = body?.getReader();
	const decoder = new TextDecoder();
	let text = '';
	for (let part = await reader?.read(); part !== undefined && !part.done; part = await reader?.read()) {
		text += decoder.decode(part.value, { stream: true });
		const blocks = text.split('\n\n');
		text = blocks.pop() ?? '';
		for (const block of blocks) {
			const frame = parseFrame(block);
			if (frame !== null) yield frame;
		}
	}
}

/** Null for a comment that only keeps the connection. */
export function parseFrame(block: string): TutorFrame | null {
	const event = /^event: (.+)$/m.exec(block)?.[1];
	const data = /^data: (.+)$/m.exec(block)?.[1];
	if (event === undefined || data === undefined) return null;
	// Our own server sent it; the shape is the contract's.
	return { event, data: JSON.parse(data) as unknown } as TutorFrame;
}
