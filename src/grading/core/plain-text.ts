/**
 * What learner code said, as text that a page, a terminal and a database can hold: control characters, half characters and what turns the reading
 * direction are written out, for example "\u202e".
 */
const UNSAFE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

export function plainText(text: string): string {
	return text.replace(UNSAFE, (one) => (one === '\n' || one === '\t' ? one : `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`));
}
