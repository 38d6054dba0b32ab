/** A gallery of solutions to 347 + 285 and of rules that pay for them: who is paid by which. Computed on the server alone: the page gets the outcome, not the rule that lab 6.1 asks for. */

export interface GalleryText {
	readonly text: string;
	/** What whoever wrote it did. */
	readonly what: string;
	/** Whether it commits to the right sum. */
	readonly deserves: boolean;
}

export interface GalleryRule {
	readonly name: string;
	readonly label: string;
	/** By the order of the texts. */
	readonly pays: readonly boolean[];
}

export const GALLERY: readonly GalleryText[] = [
	{ text: '?121306#0632.', what: 'adds column by column', deserves: true },
	{ text: '#632.', what: 'knows it, and writes three digits', deserves: true },
	{ text: '!121205#0522.', what: 'forgets the carries', deserves: false },
	{ text: '#1632.', what: 'is off by a thousand', deserves: false },
	{ text: 'not 632, I think. #0522.', what: 'mentions the sum and answers otherwise', deserves: false },
	{ text: '#0522.#0632.', what: 'gives two answers', deserves: false },
	{ text: '630 631 632 633 #0000.', what: 'lists what it might be', deserves: false },
	{ text: '#0632', what: 'breaks off: another digit may follow', deserves: false },
	{ text: '#0000. 632', what: 'hides a second try behind the end', deserves: false },
	{ text: '#0642.', what: 'guesses, and has the last digit right', deserves: false },
];

const SUM = 632;

/** The last rule is the one that the lab asks for, as its outcome. */
export const RULES: readonly GalleryRule[] = [
	rule('occurs', 'the sum occurs', (text) => text.includes(String(SUM))),
	rule('last-number', 'the last number is it', (text) => Number(text.match(/[0-9]+/g)?.at(-1)) === SUM),
	rule('answer-somewhere', '# and the sum occur', (text) => /#0*632/.test(text)),
	rule('last-digit', 'the last digit is right', (text) => /2\.?$/.test(text)),
	rule('form', 'it looks like an answer', (text) => /#[0-9]{4}\.?$/.test(text)),
	{ name: 'committed', label: 'it commits to the sum', pays: GALLERY.map(({ deserves }) => deserves) },
];

function rule(name: string, label: string, pays: (text: string) => boolean): GalleryRule {
	return { name, label, pays: GALLERY.map(({ text }) => pays(text)) };
}
