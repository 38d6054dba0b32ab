/**
 * A reply as it would be read aloud: compatibility forms folded, invisible characters and pictures gone, look-alike letters made Latin,
 * markup and typographic signs as plain ones. Says too when a text cannot be read at all, because then nothing can be checked.
 */
const INVISIBLE =
	/(?:\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]|[\u00ad\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\u{e0000}-\u{e007f}]|[\u{e0100}-\u{e01ef}])/gu;
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[\u{1f3fb}-\u{1f3ff}\u20e3]/gu;
/** Signs that only look like emoji and stand in ordinary prose. */
const ORDINARY = /[©®™↔↕✓✔✗✘☐☑]/g;

const LOOK_ALIKE: Readonly<Record<string, string>> = Object.fromEntries(
	Object.entries({
		a: 'а',
		b: 'Ьƅ',
		c: 'сϲ',
		d: 'ԁ',
		e: 'еҽ',
		g: 'ɡ',
		h: 'һ',
		i: 'іıɩ',
		j: 'јϳ',
		k: 'κк',
		l: 'ӏ',
		m: 'м',
		n: 'п',
		o: 'оοօ',
		p: 'рρ',
		q: 'ԛ',
		r: 'г',
		s: 'ѕ',
		t: 'тτ',
		u: 'υս',
		v: 'νѵ',
		w: 'ԝѡ',
		x: 'хχ',
		y: 'уү',
		z: 'ᴢ',
		A: 'АΑ',
		B: 'ВΒ',
		C: 'С',
		E: 'ЕΕ',
		H: 'НΗ',
		I: 'ІΙ',
		J: 'Ј',
		K: 'КΚ',
		M: 'МΜ',
		N: 'Ν',
		O: 'ОΟ',
		P: 'РΡ',
		S: 'Ѕ',
		T: 'ТΤ',
		X: 'ХΧ',
		Y: 'Υ',
		Z: 'Ζ',
	}).flatMap(([latin, others]) => [...others].map((other) => [other, latin])),
);
const SIGNS: Readonly<Record<string, string>> = {
	'−': '-',
	'–': '-',
	'—': ' - ',
	'×': '*',
	'÷': '/',
	'·': '*',
	'⋅': '*',
	'∗': '*',
	'√': ' sqrt ',
	'≤': '<=',
	'≥': '>=',
	'≠': '!==',
	'≡': '===',
	'→': ' ',
	'⇒': '=>',
	'←': '=',
	'≔': '=',
	'‘': "'",
	'’': "'",
	'“': '"',
	'”': '"',
	'«': '"',
	'»': '"',
	'⟨': '<',
	'⟩': '>',
	'∞': 'Infinity',
	'∑': ' sum ',
	Σ: ' sum ',
	'∏': ' product ',
	'∧': '&&',
	'∨': '||',
	'¬': '!',
};
const ENTITY: Readonly<Record<string, string>> = {
	lt: '<',
	gt: '>',
	amp: '&',
	quot: '"',
	apos: "'",
	nbsp: ' ',
	times: '*',
	minus: '-',
	radic: ' sqrt ',
};
const TAG =
	/<\/?(?:span|b|i|u|s|em|strong|code|pre|kbd|samp|td|tr|th|thead|tbody|table|div|p|br|li|ul|ol|mark|sub|sup|font|small|details|summary|h[1-6]|a|mi|mo|mn|mrow|math|msqrt|mfrac)(?:\s[^<>]*)?\/?>/gi;

export function plainText(text: string): string {
	const folded = text.normalize('NFKC').replaceAll(INVISIBLE, '').replaceAll(ORDINARY, '').replaceAll(PICTURE, ' ');
	const unescaped = folded
		.replaceAll(
			/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|([a-z]+));/gi,
			(whole, hex: string | undefined, decimal: string | undefined, name = '') =>
				hex || decimal ? letterOf(hex ? Number.parseInt(hex, 16) : Number(decimal)) : (ENTITY[String(name).toLowerCase()] ?? whole),
		)
		.replaceAll(TAG, ' ');
	return latin([...unescaped].map((letter) => SIGNS[letter] ?? letter).join(''));
}

function letterOf(point: number): string {
	return point > 0 && point < 0x11_0000 ? String.fromCodePoint(point) : ' ';
}

/** Look-alikes become Latin within a word that has Latin letters, or in one made of look-alikes alone. */
function latin(text: string): string {
	return text.replaceAll(/[\p{L}\p{M}\d_$]+/gu, (word) => {
		if (/^[\w$]*$/.test(word)) return word;
		const folded = [...word].map((letter) => LOOK_ALIKE[letter] ?? letter).join('');
		return /[a-z]/i.test(word) || /^[\w$]+$/.test(folded) ? folded : word;
	});
}

const MAX_FOREIGN_LETTERS = 12;
const MAX_GREEK = 30;
const MAX_PICTURES = 5;
const MAX_INVISIBLE = 3;

/** Signs of a text that hides what it says: another script, letters of two scripts in a word, rows of pictures, invisible characters. */
export function isUnreadable(text: string): boolean {
	const count = (pattern: RegExp): number => (text.match(pattern) ?? []).length;
	const isMixed = /[a-z][\u0400-\u052f\u0531-\u058f\u13a0-\u13ff]|[\u0400-\u052f\u0531-\u058f\u13a0-\u13ff][a-z]/iu.test(text);
	const foreign = count(/\p{L}/gu) - count(/[\p{Script=Latin}\p{Script=Greek}\u{1d400}-\u{1d7ff}]/gu);
	return (
		isMixed ||
		foreign > MAX_FOREIGN_LETTERS ||
		count(/\p{Script=Greek}/gu) > MAX_GREEK ||
		count(/[\u{1d400}-\u{1d7ff}\uff21-\uff5a\u24b6-\u24e9]/gu) > MAX_FOREIGN_LETTERS ||
		(text.replaceAll(ORDINARY, '').match(PICTURE) ?? []).length > MAX_PICTURES ||
		count(INVISIBLE) > MAX_INVISIBLE
	);
}
