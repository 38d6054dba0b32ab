/**
 * Fingerprints of a list of tokens by winnowing (Schleimer, Wilkerson and Aiken, "Winnowing: local algorithms for document
 * fingerprinting", SIGMOD 2003): of each window of neighbouring grams the one with the smallest hash. Any run of
 * `gram + window − 1` tokens that two texts share gives them a fingerprint in common; no run below `gram` does. Pure.
 */

export interface Winnowing {
	/** Tokens in one gram: the noise threshold. */
	readonly gram: number;
	/** Grams in one window. */
	readonly window: number;
}

export interface Print {
	/** The gram itself, so that two different ones never count as the same. */
	readonly text: string;
	/** Place of its first token. */
	readonly at: number;
}

/** Every run of `size` neighbours, as one string each. */
export function grams(tokens: readonly string[], size: number): string[] {
	return tokens.slice(0, Math.max(0, tokens.length - size + 1)).map((_, i) => tokens.slice(i, i + size).join(' '));
}

/** In the order of the text, each place once. A text shorter than a window has its one smallest. */
export function fingerprints(tokens: readonly string[], { gram, window }: Winnowing): Print[] {
	const all = grams(tokens, gram).map((text, at) => ({ text, at, hash: hashOf(text) }));
	const chosen: Print[] = [];
	let last = -1;
	for (let from = 0; from + window <= all.length || from === 0; from++) {
		const least = all.slice(from, from + window).reduce<(typeof all)[number] | undefined>((best, each) => {
			return best === undefined || each.hash <= best.hash ? each : best;
		}, undefined);
		if (least === undefined || least.at <= last) continue;
		last = least.at;
		chosen.push({ text: least.text, at: least.at });
	}
	return chosen;
}

/** FNV-1a: the same text has the same fingerprint on every machine. */
function hashOf(text: string): number {
	let hash = 2_166_136_261;
	for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 16_777_619);
	return hash >>> 0;
}
