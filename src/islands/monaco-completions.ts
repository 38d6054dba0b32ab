/**
 * Ghost text in the large editor: what the learner's own code and the prepared idioms would go on with. Tab takes it, Escape
 * puts it away; a screen reader hears it from Monaco. Asked on each key, answered from memory, so no request leaves the page
 * unless a model may complete.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { Offer, Place } from '#learning/match-snippet.ts';
import type { Completions, Cursor } from './editor-port.ts';

interface OfferItem extends monaco.languages.InlineCompletion {
	readonly offer: Offer;
}

/** Of this model only. Gives the function that ends it. */
export function offerCompletions(model: monaco.editor.ITextModel, completions: Completions): () => void {
	const provider: monaco.languages.InlineCompletionsProvider<monaco.languages.InlineCompletions<OfferItem>> = {
		async provideInlineCompletions(asked, position, _, token) {
			if (asked !== model) return { items: [] };
			const { lineNumber, column } = position;
			const line = model.getLineContent(lineNumber);
			const place = {
				before: line.slice(0, column - 1),
				after: line.slice(column - 1),
				above: lineNumber > 1 ? model.getLineContent(lineNumber - 1) : '',
			};
			const own = completions.offersAt(place);
			const offers =
				own.length > 0 ? own : await askModel(completions, place, { code: model.getValue(), at: model.getOffsetAt(position) }, token);
			return { items: offers.map((offer) => ({ offer, ...editOf(offer, position, place.after, indentOf(model)) })) };
		},
		handleEndOfLifetime(_list, { offer }, reason) {
			if (reason.kind === monaco.languages.InlineCompletionEndOfLifeReasonKind.Accepted) completions.onTaken(offer);
		},
		disposeInlineCompletions() {
			// Nothing is held.
		},
	};
	const registered = monaco.languages.registerInlineCompletionsProvider({ language: 'typescript', pattern: model.uri.path }, provider);
	return () => registered.dispose();
}

async function askModel(
	completions: Completions,
	place: Place,
	cursor: Cursor,
	token: monaco.CancellationToken,
): Promise<readonly Offer[]> {
	const typedOn = new AbortController();
	const listening = token.onCancellationRequested(() => typedOn.abort());
	const offer = await completions.completeFromModel(place, cursor, typedOn.signal);
	listening.dispose();
	return offer === null ? [] : [offer];
}

/** What closes behind the cursor is replaced: Monaco puts it back where the text has it. */
function editOf({ text, replaces }: Offer, { lineNumber, column }: monaco.Position, after: string, indent: string) {
	return {
		insertText: text.replaceAll('\t', indent) + after.slice(replaces),
		range: new monaco.Range(lineNumber, column, lineNumber, column + after.length),
	};
}

function indentOf(model: monaco.editor.ITextModel): string {
	const { insertSpaces, indentSize } = model.getOptions();
	return insertSpaces ? ' '.repeat(indentSize) : '\t';
}
