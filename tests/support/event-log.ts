/** Hand-made event logs of one lab, in letters: what happened and when, with only the relevant field visible. */
import type { LearningEvent } from '#contract/event.ts';

const MINUTE = 60_000;

export interface LogOptions {
	readonly lab?: string;
	readonly skill?: string;
	/** Time of the first event, and between two. */
	readonly start?: number;
	readonly step?: number;
	/** Suffix of the task in a re-check, for example `#1`. */
	readonly recheck?: string;
}

/**
 * Words: `open`, `w10` ten active minutes, `1`–`5` a rung taken, `fail:mask` a failed try with that diagnosis, `run:mask` one in
 * the browser, `pass`.
 */
export function logOf(
	words: string,
	{ lab = 'lab', skill = 'skill', start = 0, step = MINUTE, recheck }: LogOptions = {},
): LearningEvent[] {
	const base = { skill, task: lab + (recheck ?? ''), mode: recheck === undefined ? ('practice' as const) : ('recheck' as const) };
	return words.split(' ').map((word, n) => {
		const at = { ...base, t: start + n * step };
		const [what = '', diagnosis] = word.split(':');
		const said = diagnosis === undefined ? {} : { diagnosis };
		if (what === 'open') return { ...at, type: 'open' };
		if (what === 'pass') return { ...at, type: 'attempt', verdict: 'pass', edits: 9 };
		if (what === 'fail') return { ...at, type: 'attempt', verdict: 'fail', edits: 9, ...said };
		if (what === 'run') return { ...at, type: 'practice', edits: 9, ...said };
		if (what.startsWith('w')) return { ...at, type: 'active', ms: Number(what.slice(1)) * MINUTE };
		return { ...at, type: 'hint', level: Number(what) };
	});
}

/** Of each learner, by the name of the key. */
export function logsOf(words: Readonly<Record<string, string>>, options: LogOptions = {}): Map<string, LearningEvent[]> {
	return new Map(Object.entries(words).map(([id, log]) => [id, logOf(log, options)]));
}
