/** Worked examples of the task: chains, rows and replies with what comes of them, and the same with one bug at a time. Numbers and texts only, made by the reference. */
import type { StoredExamples } from '#grading/core/check-kit/plain-cases.ts';

const CHAINS = [
	{ start: 2, operations: [{ sign: '*', digit: 9 }] },
	{
		start: 7,
		operations: [
			{ sign: '+', digit: 5 },
			{ sign: '*', digit: 3 },
			{ sign: '-', digit: 2 },
		],
	},
	{
		start: 3,
		operations: [
			{ sign: '-', digit: 8 },
			{ sign: '+', digit: 4 },
			{ sign: '*', digit: 7 },
		],
	},
	{
		start: 5,
		operations: [
			{ sign: '+', digit: 6 },
			{ sign: '*', digit: 3 },
			{ sign: '-', digit: 9 },
			{ sign: '+', digit: 1 },
		],
	},
];

const TRACES = ['*98#8.', '+52*36-24#4.', '-85+49*73#3.', '+61*33-94+15#5.'];

const WRONG_TRACES = {
	'answer-only': ['#8.', '#4.', '#3.', '#5.'],
	'bare-results': ['8#8.', '264#4.', '593#3.', '1345#5.'],
	'results-missing': ['*9#8.', '+5*3-2#4.', '-8+4*7#3.', '+6*3-9+1#5.'],
	'result-before-step': ['*92#8.', '+57*32-26#4.', '-83+45*79#3.', '+65*31-93+14#5.'],
	'value-first': ['8*9#8.', '2+56*34-2#4.', '5-89+43*7#3.', '1+63*34-95+1#5.'],
	'answer-first': ['#8*98.', '#4+52*36-24.', '#3-85+49*73.', '#5+61*33-94+15.'],
	'not-reduced': ['*918#18.', '+512*336-234#34.', '-8-5+4-1*7-7#-7.', '+611*333-924+125#25.'],
	'negative-values': ['*98#8.', '+52*36-24#4.', '-8-5+4-1*7-7#-7.', '+61*33-9-6+1-5#-5.'],
	'product-first': ['*98#8.', '+52*32-20#0.', '-85+49*73#3.', '+61*33-94+15#5.'],
	'no-end': ['*98#8', '+52*36-24#4', '-85+49*73#3', '+61*33-94+15#5'],
};

export const TRACE_EXAMPLES: StoredExamples = {
	cases: CHAINS,
	right: TRACES,
	wrong: WRONG_TRACES,
	words: CHAINS.map(({ start, operations }) => `${start}${operations.map(({ sign, digit }) => sign + digit).join('')}=`),
};

export interface RowExample {
	readonly prompt: string;
	readonly reply: string;
	readonly time: number;
	/** As text, a token a character; the mask as digits. */
	readonly inputs: string;
	readonly targets: string;
	readonly mask: string;
	readonly wrongMasks: Readonly<Record<string, string>>;
}

export const ROWS: readonly RowExample[] = [
	{
		prompt: '7+5*3-2=T',
		reply: '+52*36-24#4.',
		time: 24,
		inputs: '7+5*3-2=T+52*36-24#4.__',
		targets: '+5*3-2=T+52*36-24#4.___',
		mask: '00000000111111111111000',
		wrongMasks: {
			'prompt-counted': '11111111111111111111000',
			'padding-counted': '00000000111111111111111',
			'mask-at-inputs': '00000000011111111111100',
			'end-not-counted': '00000000111111111110000',
			'only-answer-counted': '00000000000000000010000',
			'nothing-counted': '00000000000000000000000',
		},
	},
	{
		prompt: '2*9=_____T',
		reply: '*98#8.',
		time: 20,
		inputs: '2*9=_____T*98#8.___',
		targets: '*9=_____T*98#8.____',
		mask: '0000000001111110000',
		wrongMasks: {
			'prompt-counted': '1111111111111110000',
			'padding-counted': '0000000001111111111',
			'mask-at-inputs': '0000000000111111000',
			'end-not-counted': '0000000001111100000',
			'only-answer-counted': '0000000000000100000',
			'nothing-counted': '0000000000000000000',
		},
	},
];

const REPLIES = ['+52*36-24#4.', '#0.', '*98#8', '+52*36', '', '+52#.', '#', '#.5'];

const ANSWERS = ['4', '0', '8', 'null', 'null', 'null', 'null', 'null'];

const WRONG_ANSWERS = {
	'never-answers': ['null', 'null', 'null', 'null', 'null', 'null', 'null', 'null'],
	'last-digit': ['4', '0', '8', '6', 'null', '2', 'null', '5'],
	'empty-is-zero': ['4', '0', '8', '0', '0', '0', '0', '0'],
	'not-a-number': ['4', '0', '8', 'NaN', 'NaN', 'NaN', 'NaN', 'NaN'],
	'any-digit': ['4', '0', '8', 'null', 'null', 'null', 'null', '5'],
};

/** Answers as text; "null" where there is none. */
export const READ_EXAMPLES: StoredExamples = {
	cases: REPLIES,
	right: ANSWERS,
	wrong: WRONG_ANSWERS,
	words: REPLIES.map((reply) => `“${reply}”`),
};
