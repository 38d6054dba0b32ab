/** What the output guard takes and gives (HELP §4.2). Scores stay on the server: they are for the log, never for the learner. */

/** Scaffold levels: 0 shows nothing of the core skill, 5 is the worked solution. */
export type GuardLevel = 0 | 1 | 2 | 3 | 4 | 5;
export const GUARD_LEVELS: readonly GuardLevel[] = [0, 1, 2, 3, 4, 5];

/** What the public checks say about one program. `unknown`: nobody could judge it, so nothing is proven. */
export type ProbeAnswer =
	| { readonly status: 'judged'; readonly passed: number; readonly total: number }
	| { readonly status: 'unknown'; readonly why: string };

/** Runs the lab's public checks on a whole program, within its own time limit. Never throws. */
export type Probe = (program: string) => Promise<ProbeAnswer>;

export interface ReplyToInspect {
	readonly lab: { readonly id: string };
	/** What may be shown, from the server's own decision. */
	readonly level: GuardLevel;
	/** The whole reply, before a word of it was shown. */
	readonly reply: string;
	/** What was delivered in this instance so far, oldest first; leaks add up over turns. */
	readonly previousReplies: readonly string[];
	/** The learner's file as it stands: quoting it gives nothing away. */
	readonly learnerCode: string;
	/** The learner's last message: a "yes" to "is it …?" says what the question says. */
	readonly question?: string;
	/** Without it, code that would need running is treated as not proven safe. */
	readonly probe?: Probe;
}

/** Which check refused. The names go into the log and, as words, into the one request to answer again. */
export type GuardReason =
	| 'unreadable'
	| 'code-lines'
	| 'fingerprints'
	| 'longest-run'
	| 'tiles'
	| 'solution-lines'
	| 'tree'
	| 'skeleton'
	| 'spoiler'
	| 'prose'
	| 'execution'
	| 'not-proven-safe';

export interface GuardScores {
	/** Share of the reference's fingerprints in this reply, and in all replies together. */
	readonly c: number;
	readonly cumulative: number;
	/** Longest run of tokens that reply and reference share. */
	readonly lcs: number;
	/** Share of the reference covered by shared runs of at least eight tokens. */
	readonly t: number;
	/** Share of the reference's subtrees. */
	readonly a: number;
	/** Share of the order of operations, whatever the language; and in all replies together. */
	readonly s: number;
	readonly sCumulative: number;
	/** Spoilers, as code or as words. */
	readonly atoms: number;
	/** Lines of the solution itself, or what stands behind their `=`; and the share of its tokens that all replies together give. */
	readonly own: number;
	readonly ownCumulative: number;
	/** Lines of code about the core skill that the learner does not have already. */
	readonly lines: number;
	/** What the words alone amount to, from 0 (nothing about the core) to 3 (a plan). */
	readonly prose: number;
	/** Sentences that say what to do. */
	readonly steps: number;
}

export interface Inspection {
	/** May be shown as it stands at the level that was allowed. */
	readonly ok: boolean;
	/** Smallest level whose limits hold: what the event log records. */
	readonly measured: GuardLevel;
	/** Why not, or empty. */
	readonly reasons: readonly GuardReason[];
	readonly scores: GuardScores;
	readonly probe: 'not-needed' | 'safe' | 'leak' | 'unknown';
	/** Only about types, calls or errors: the limit on code lines was lifted, all other checks ran. */
	readonly isMundane: boolean;
}
