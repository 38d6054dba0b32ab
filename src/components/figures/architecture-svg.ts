/**
 * Draws one decoder block as parts that know their place, so that the page can move them when a change is made.
 * Decides order and size of the parts; what differs from another shape is marked, never by colour alone.
 */
import type { Architecture } from './architecture.ts';

export interface Part {
	/** Stays the same while the part moves or changes its words. */
	readonly key: string;
	readonly y: number;
	readonly height: number;
	readonly label: string;
	readonly detail: string;
	/** Marks inside the box, with their own words in `detail`. */
	readonly glyph: string;
	readonly isInBlock: boolean;
}

export const WIDTH = 320;
const LEFT = 46;
const BOX = 262;
/** Line of the residual stream. */
const STREAM = 20;
const GAP = 7;
const SLIM = 22;
const TALL = 72;

const count = (value: number) => value.toLocaleString('en-GB');
/** At most so many marks stand for the heads of a model, and for its experts. */
const MOST_HEADS = 32;
const MOST_EXPERTS = 64;

function marks(y: number, of: number, height: number, className: (index: number) => string): string {
	const step = (BOX - 28) / of;
	return Array.from(
		{ length: of },
		(_, index) =>
			`<rect class="${className(index)}" x="${(14 + index * step).toFixed(1)}" y="${y}" width="${Math.max(1.5, step - (of > MOST_HEADS ? 1.2 : 2)).toFixed(1)}" height="${height}"/>`,
	).join('');
}

/** Query heads above, what is cached below. */
function attentionGlyph({ attention, heads }: Architecture): string {
	const queries = Math.min(heads, MOST_HEADS);
	const above = marks(40, queries, 9, () => 'glyph-q');
	if (attention.kind === 'latent') return `${above}<rect class="glyph-k" x="14" y="55" width="${BOX - 30}" height="5"/>`;
	return above + marks(53, Math.max(1, Math.round((queries * attention.keyHeads) / heads)), 9, () => 'glyph-k');
}

function attentionPart(shape: Architecture): Omit<Part, 'y' | 'isInBlock'> {
	const { attention, heads, window, queryKeyNorm, biases, positions, layers, hasSinks } = shape;
	const cached =
		attention.kind === 'latent'
			? `${count(heads)} heads, a latent of ${attention.keyRank} + ${attention.rotated}`
			: `${count(heads)} query heads, ${count(attention.keyHeads)} key heads`;
	const tags = [
		positions === 'rotary' ? 'RoPE' : null,
		queryKeyNorm === 'none' ? null : 'QK-norm',
		biases === 'none' ? null : 'biases',
		hasSinks ? 'sinks' : null,
		window ? `${window.layers} of ${layers} layers see ${count(window.size)}` : null,
	].filter((tag) => tag !== null);
	const detail = tags.length > 0 ? tags.join(' · ') : 'no positions here, no biases';
	return { key: 'attention', height: TALL, label: cached, detail, glyph: attentionGlyph(shape) };
}

function mlpPart(shape: Architecture): Omit<Part, 'y' | 'isInBlock'> {
	const { experts, mlp, hidden, width, biases } = shape;
	const bias = biases === 'all' ? ' · biases' : '';
	if (!experts) {
		const lines = mlp === 'GELU' ? [30] : [30, 38];
		const glyph = lines.map((y) => `<rect class="glyph-q" x="14" y="${y}" width="${BOX - 28}" height="5"/>`).join('');
		return {
			key: 'mlp',
			height: 66,
			label: `${mlp} MLP, ${count(hidden)} inside`,
			detail: `${(hidden / width).toFixed(2)} × the width${bias}`,
			glyph,
		};
	}
	const { total, active, shared, denseLayers } = experts;
	const shown = Math.min(total, MOST_EXPERTS);
	const used = Math.max(1, Math.round((shown * active) / total));
	const chosen = (index: number) => (index * used) % shown < used;
	const dense = denseLayers > 0 ? ` · first ${denseLayers} dense` : '';
	return {
		key: 'mlp',
		height: 66,
		label: `${active} of ${count(total)} experts${shared > 0 ? ` + ${shared} shared` : ''}, ${mlp}`,
		detail: `${count(experts.hidden)} inside each${bias}${dense}`,
		glyph: marks(29, shown, 15, (index) => (chosen(index) ? 'glyph-q' : 'glyph-rest')),
	};
}

type Piece = Omit<Part, 'y' | 'isInBlock'> & { readonly isInBlock?: boolean };
const slim = (key: string, label: string, isInBlock = true): Piece => ({ key, height: SLIM, label, detail: '', glyph: '', isInBlock });

function pieces(shape: Architecture): Piece[] {
	const { norm, place, vocabulary, width, context, isTied } = shape;
	const around = (name: string, sublayer: Omit<Part, 'y' | 'isInBlock'>): Piece[] => [
		...(place === 'after' ? [] : [slim(`${name}-before`, norm)]),
		{ ...sublayer, isInBlock: true },
		...(place === 'before' ? [] : [slim(`${name}-after`, norm)]),
		slim(`${name}-plus`, ''),
	];
	return [
		slim('embedding', `embedding ${count(vocabulary)} × ${count(width)}`, false),
		...(shape.positions === 'learned' ? [slim('positions', `+ positions ${count(context)} × ${count(width)}`, false)] : []),
		...around('attention', attentionPart(shape)),
		...around('mlp', mlpPart(shape)),
		slim('last-norm', norm, false),
		slim('head', isTied ? 'output head: the embedding again' : `output head ${count(width)} × ${count(vocabulary)}`, false),
	];
}

/** The parts from the token on top to the logits at the bottom. */
export function diagramParts(shape: Architecture): Part[] {
	let y = 6;
	let wasInBlock = false;
	return pieces(shape).map((piece) => {
		const isInBlock = piece.isInBlock === true;
		if (isInBlock !== wasInBlock) y += 12;
		wasInBlock = isInBlock;
		const part = { ...piece, isInBlock, y };
		y += piece.height + GAP;
		return part;
	});
}

function partSvg(part: Part, from: Part | undefined): string {
	const isPlus = part.key.endsWith('-plus');
	const isChanged = !from || from.label !== part.label || from.detail !== part.detail;
	const body = isPlus
		? `<circle class="arch-plus" cx="${STREAM}" cy="11" r="8"/><path class="arch-line" d="M${STREAM - 4} 11h8m-4 -4v8M${LEFT + 40} -${GAP}v18H${STREAM + 8}"/>`
		: `<rect class="arch-box" x="${LEFT}" width="${BOX}" height="${part.height}" rx="2"/><g transform="translate(${LEFT})">${wordsSvg(part)}${part.glyph}</g>`;
	const mark = isChanged && !isPlus ? `<path class="arch-mark" d="M${LEFT + BOX - 9} 0h9v9z"/>` : '';
	return `<g class="arch-part${isChanged && !isPlus ? ' is-changed' : ''}" data-key="${part.key}" style="transform:translateY(${part.y}px)">${body}${mark}</g>`;
}

function wordsSvg({ label, detail, height }: Part): string {
	const isSlim = height === SLIM;
	const first = `<text class="${isSlim ? 'alab' : 'dlab'}" x="10" y="${isSlim ? 15 : 17}">${label}</text>`;
	return detail === '' ? first : `${first}<text class="tick" x="10" y="${height === TALL ? 33 : 58}">${detail}</text>`;
}

/** Every part of `shape`, marked where it differs from the one of `from`; behind them the frame of the block and the residual stream. */
export function diagramSvg(shape: Architecture, from: Architecture): string {
	const before = new Map(diagramParts(from).map((part) => [part.key, part]));
	const parts = diagramParts(shape);
	const block = parts.filter((part) => part.isInBlock);
	const top = (block[0]?.y ?? 0) - 7;
	const last = block.at(-1);
	const height = (last ? last.y + last.height : 0) + 5 - top;
	const frame = `<g data-key="frame" style="transform:translateY(${top}px)"><rect class="arch-frame" x="4" width="${WIDTH - 6}" height="${height}" rx="3"/><path class="arch-line" d="M${STREAM} 0v${height}"/><text class="alab" x="${LEFT + BOX}" y="${height - 7}" text-anchor="end">× ${shape.layers} layers</text></g>`;
	return frame + parts.map((part) => partSvg(part, before.get(part.key))).join('');
}

/** Height of the taller of these drawings, so that two stand side by side in one scale. */
export function drawingHeight(...shapes: readonly Architecture[]): number {
	const ends = shapes.map((shape) => diagramParts(shape).at(-1)).map((part) => (part ? part.y + part.height : 0));
	return Math.max(...ends) + 6;
}

/** The drawing as one sentence. */
export function diagramText(shape: Architecture): string {
	const words = diagramParts(shape)
		.filter((part) => part.label !== '')
		.map((part) => (part.detail === '' ? part.label : `${part.label} (${part.detail})`));
	return `${shape.layers} layers of width ${count(shape.width)}. From token to logits: ${words.join('; ')}.`;
}
