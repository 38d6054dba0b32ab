/**
 * Hovers of the large editor: what a tensor expression was in the last run of the checks, and what a mark of TypeScript says in plain words.
 * Ranges move with the text; one whose text was changed says nothing any more.
 */
import * as monaco from 'monaco-editor/editor/editor.api.js';
import type { SeenTensor, SourceRange } from '#contract/run.ts';
import { explainTypeError, sayExplanation } from './docs-errors.ts';
import { sayRuns, sayShape, sayStats } from './tensor-words.ts';

export interface TensorHover {
	/** Replaces what was shown. */
	show(seen: readonly SeenTensor[]): void;
	dispose(): void;
}

interface Shown {
	readonly seen: SeenTensor;
	/** The text of the range when the run was over. */
	readonly text: string;
}

export function createTensorHover(editor: monaco.editor.IStandaloneCodeEditor, model: monaco.editor.ITextModel): TensorHover {
	const places = editor.createDecorationsCollection();
	let byId = new Map<string, Shown>();

	function tensorAt(position: monaco.Position): { readonly range: monaco.Range; readonly seen: SeenTensor } | null {
		const found = model.getDecorationsInRange(monaco.Range.fromPositions(position)).flatMap(({ id, range }) => {
			const shown = byId.get(id);
			return shown !== undefined && model.getValueInRange(range) === shown.text ? [{ range, seen: shown.seen }] : [];
		});
		// The innermost: of two ranges around a place the shorter one.
		return found.sort((a, b) => model.getValueLengthInRange(a.range) - model.getValueLengthInRange(b.range))[0] ?? null;
	}

	const provider = monaco.languages.registerHoverProvider('typescript', {
		provideHover(on, position) {
			if (on !== model) return null;
			const found = tensorAt(position);
			const explained = marksAt(model, position).map((value) => ({ value }));
			if (found === null) return explained.length === 0 ? null : { contents: explained };
			return { range: found.range, contents: [...explained, { value: hoverText(found.seen) }] };
		},
	});

	return {
		show(seen) {
			const placed = seen.flatMap((each) => rangesOf(model, each).map((range) => ({ range, seen: each })));
			const ids = places.set(placed.map(({ range }) => ({ range, options: { stickiness: NEVER_GROWS } })));
			byId = new Map(
				placed.flatMap(({ range, seen: each }, at) => {
					const id = ids[at];
					return id === undefined ? [] : [[id, { seen: each, text: model.getValueInRange(range) }]];
				}),
			);
		},
		dispose: () => provider.dispose(),
	};
}

const NEVER_GROWS = monaco.editor.TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges;

/** None where the text changed while the run was going on. */
function rangesOf(model: monaco.editor.ITextModel, { ranges, text }: SeenTensor): monaco.Range[] {
	const [first, ...others] = ranges.map(toRange);
	const written = first === undefined ? '' : model.getValueInRange(first).replaceAll(/\s+/g, ' ');
	const isSame = text.endsWith('…') ? written.startsWith(text.slice(0, -1)) : written === text;
	return first !== undefined && isSame ? [first, ...others] : [];
}

function toRange({ line, column, endLine, endColumn }: SourceRange): monaco.Range {
	return new monaco.Range(line, column, endLine, endColumn);
}

/** Markdown that Monaco shows without trust: of the run come numbers and a type's name alone. */
function hoverText(seen: SeenTensor): string {
	return `Last run of the checks: **${sayShape(seen.shape).replaceAll(/[[\]]/g, '\\$&')}** ${seen.dtype}\n\n${sayStats(seen)}. Ran ${sayRuns(seen.runs)}.`;
}

function marksAt(model: monaco.editor.ITextModel, { lineNumber, column }: monaco.Position): string[] {
	return monaco.editor
		.getModelMarkers({ resource: model.uri })
		.filter((mark) => mark.owner === 'typescript' && monaco.Range.containsPosition(mark, { lineNumber, column }))
		.flatMap(({ code, message }) => {
			const explained = explainTypeError(Number(typeof code === 'object' ? code.value : code), message);
			return explained === null ? [] : [escaped(sayExplanation(explained))];
		});
}

/** Names of the learner's may hold signs that Markdown reads. */
function escaped(text: string): string {
	return text.replaceAll(/[\\`*_{}[\]()#+\-!<>|]/g, '\\$&');
}
