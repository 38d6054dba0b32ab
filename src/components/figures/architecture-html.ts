/** The numbers of the architecture figure as table rows and sentences: one function for the server and the page. */
import { type Architecture, cacheBytes, cacheBytesPerToken, countWeights, flopsPerToken } from './architecture.ts';
import { CHANGES, type Choices, nextChange, optionLabel, withChoices } from './architecture-changes.ts';
import { type Model, modelById } from './architecture-models.ts';
import { short } from './training-cost.ts';

export interface DifferState {
	/** Ids of the model that one starts from and of the one beside it. */
	readonly base: string;
	readonly beside: string;
	readonly choices: Choices;
	/** Power of two of the tokens in the cache. */
	readonly power: number;
}

export const START: DifferState = { base: 'gpt2', beside: 'llama3-8b', choices: {}, power: 13 };

export interface DifferShapes {
	readonly base: Model;
	readonly beside: Model;
	readonly yours: Architecture;
	readonly context: number;
}

export function shapesOf({ base, beside, choices, power }: DifferState): DifferShapes {
	const from = modelById(base);
	return { base: from, beside: modelById(beside), yours: withChoices(from.shape, choices), context: 2 ** power };
}

/** Bytes in binary units, three digits. */
export function bytes(value: number): string {
	const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
	const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, value)) / 10));
	const scaled = value / 2 ** (10 * power);
	return `${scaled >= 100 ? scaled.toFixed(0) : Number(scaled.toPrecision(3))} ${units[power] ?? ''}`;
}

interface Line {
	readonly label: string;
	readonly of: (shape: Architecture, context: number) => number;
	readonly write: (value: number) => string;
}

const LINES: readonly Line[] = [
	{ label: 'Weights stored', of: (shape) => countWeights(shape).total, write: short },
	{ label: 'Weights at work on a token', of: (shape) => countWeights(shape).active, write: short },
	{ label: 'Operations for the next token', of: flopsPerToken, write: short },
	{ label: 'Cache, one more token', of: (shape) => cacheBytesPerToken(shape), write: bytes },
	{ label: 'Cache, all of them', of: cacheBytes, write: bytes },
];

/** Percent or factor, with a sign; nothing where nothing changed. */
function changeWords(from: number, to: number): string {
	if (Math.abs(to / from - 1) < 0.0005) return '<span class="meta">as before</span>';
	if (to / from >= 2) return `<strong>× ${(to / from).toPrecision(2)}</strong>`;
	if (from / to >= 2) return `<strong>÷ ${(from / to).toPrecision(2)}</strong>`;
	const percent = (to / from - 1) * 100;
	return `<strong>${percent > 0 ? '+' : '−'}${Math.abs(percent).toPrecision(2)} %</strong>`;
}

export function differRows(state: DifferState): string {
	const { base, beside, yours, context } = shapesOf(state);
	return LINES.map(({ label, of, write }) => {
		const [from, mine, other] = [base.shape, yours, beside.shape].map((shape) => of(shape, context));
		if (from === undefined || mine === undefined || other === undefined) return '';
		return `<tr><th scope="row">${label}</th><td class="r">${write(mine)}</td><td class="r">${changeWords(from, mine)}</td><td class="r">${write(from)}</td><td class="r">${write(other)}</td></tr>`;
	}).join('');
}

export function differHead(state: DifferState): string {
	const { base, beside } = shapesOf(state);
	return `<tr><th scope="col">${(2 ** state.power).toLocaleString('en-GB')} tokens before it</th><th scope="col" class="r">yours</th><th scope="col" class="r">difference</th><th scope="col" class="r">${base.name}</th><th scope="col" class="r">${beside.name}</th></tr>`;
}

/** What has been changed, what is next, and what no change of the list can do. */
export function differText(state: DifferState): string {
	const { base, beside, yours, context } = shapesOf(state);
	const made = CHANGES.filter((change) => change.read(yours) !== change.read(base.shape));
	const did =
		made.length === 0
			? `${base.name} as released.`
			: `Changed. ${made.map((change) => `${change.label}: ${optionLabel(change, change.read(yours))}`).join('. ')}.`;
	const next = nextChange(yours, beside.shape);
	const then = next
		? `Next towards ${beside.name}. ${next.change.label}: ${optionLabel(next.change, next.option)}.`
		: `Every choice is now that of ${beside.name}. What is left are proportions and size: ${sizes(yours)} against ${sizes(beside.shape)}.`;
	const beyond =
		context > yours.context
			? ` ${base.name} was released for ${yours.context.toLocaleString('en-GB')} tokens; beyond that the numbers say what it would cost, not that it would work.`
			: '';
	return `${did} ${then}${beyond}`;
}

function sizes({ layers, width, vocabulary }: Architecture): string {
	return `${layers} layers, width ${width.toLocaleString('en-GB')}, ${vocabulary.toLocaleString('en-GB')} tokens in the vocabulary`;
}
