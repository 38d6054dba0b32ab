/** The form of an explained error. */
export interface ErrorPattern {
	/** How it is found in the Docs panel. */
	readonly title: string;
	readonly pattern: RegExp;
	/** `$1` stands for what the pattern caught. */
	readonly says: string;
	readonly look: string;
}
