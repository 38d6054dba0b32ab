/** Links to shown runs in what people write, so that a run can stand as evidence in a question, a comment or an answer. */

export interface TextPart {
	readonly text: string;
	/** Path on this server; null for ordinary text. */
	readonly href: string | null;
}

/** With or without the address of a server before it: only the path counts, so that no link leads elsewhere. */
const RUN = /(?:https?:\/\/[^\s/]+)?\/runs\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g;

/** The text in order, cut at links to runs. Joined, it is the text again. */
export function splitAtRuns(text: string): TextPart[] {
	const parts: TextPart[] = [];
	let at = 0;
	for (const match of text.matchAll(RUN)) {
		if (match.index > at) parts.push({ text: text.slice(at, match.index), href: null });
		parts.push({ text: match[0], href: `/runs/${match[1]}` });
		at = match.index + match[0].length;
	}
	if (at < text.length) parts.push({ text: text.slice(at), href: null });
	return parts;
}
