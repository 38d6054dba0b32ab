/** One judged submission of a synthetic learner: code that shows the diagnosis, or a program of their own, and a verdict made to fit it. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CheckResult, Verdict } from '#contract/grading.ts';
import type { Lab } from '#contract/lab.ts';
import type { Client } from '#db/client.ts';
import { newId } from '#db/id.ts';
import type { Submission } from '#db/store/submissions.ts';
import type { Context } from '#server/context.ts';
import { labFolder, readDiagnoses } from '#server/lab-files.ts';
import { INDEPENDENT_ATTENTION } from './independent-attention.ts';

/** Both have the same program, so that the similarity page has a pair to show; the second renamed what it could. */
const PAIR = { first: 9, second: 13 };
const CHECKS = 5;
/** A check that was wrong about right programs, until it was mended and its lab judged again. */
export const TOO_STRICT = {
	labId: 'causal-attention',
	diagnosis: 'not-normalised',
	reason: 'The check asked that rows sum to one to nine digits, and 32-bit numbers hold seven. It now asks for five.',
} as const;

export interface DemoTry {
	readonly userId: string;
	/** Place among the synthetic learners. */
	readonly learner: number;
	readonly lab: Lab;
	readonly t: number;
	/** Null: accepted. */
	readonly diagnosis: string | null;
	/** The program is right, whatever the verdict says. */
	readonly isRight: boolean;
	/** Place among the tries at the lab, from 1. */
	readonly place: number;
}

export interface Judged {
	readonly submission: Submission;
	readonly verdict: Client['schema']['verdicts']['$inferInsert'];
}

/** The rows of it, which whoever seeds writes with many others. */
export function judgedRows(context: Context, tried: DemoTry): Judged {
	const { userId, lab, t, diagnosis } = tried;
	const id = newId(t);
	const verdict = verdictOf(tried);
	const submission = {
		...{ id, userId, labId: lab.id, labVersion: lab.version },
		// Nobody judged these: there is no version to name.
		labHash: '',
		code: codeOf(tried),
		idempotencyKey: crypto.randomUUID(),
		mode: 'practice' as const,
		...{ checkpoints: [], imports: {} },
		secretId: context.secret.id,
		createdAt: new Date(t),
	};
	const createdAt = new Date(t + 2_300);
	return { submission, verdict: { id: newId(t), submissionId: id, outcome: verdict.outcome, diagnosis, verdict, attempt: 1, createdAt } };
}

function codeOf({ learner, lab, diagnosis, isRight, place }: DemoTry): string {
	if (!isRight) return `${mistakeOf(lab.id, diagnosis ?? '') ?? readFile(lab.id, 'starter.ts')}${noteOf(place)}`;
	if (lab.id !== 'causal-attention') return readFile(lab.id, 'borrowed.ts');
	const own = INDEPENDENT_ATTENTION[learner % INDEPENDENT_ATTENTION.length] ?? '';
	const first = INDEPENDENT_ATTENTION[PAIR.first % INDEPENDENT_ATTENTION.length] ?? '';
	if (learner === PAIR.first) return first;
	return learner === PAIR.second ? first.replaceAll(/\b(time|axis|seen|share|query)\b/g, 'my_$1').replaceAll(';\n', '\n') : own;
}

/** So that a try differs from the one before it, as tries do. */
function noteOf(place: number): string {
	return place === 1 ? '' : `// Try ${place}: read again from the top, line by line.\n`;
}

/** A file of the lab's mistakes says on its first line which diagnosis it shows. */
function mistakeOf(labId: string, diagnosis: string): string | undefined {
	const folder = join(labFolder(labId), 'mistakes');
	if (!existsSync(folder)) return undefined;
	const head = `// diagnosis: ${diagnosis}\n`;
	const file = readdirSync(folder)
		.toSorted()
		.map((name) => readFileSync(join(folder, name), 'utf8'))
		.find((text) => text.startsWith(head));
	return file?.slice(head.length);
}

function readFile(labId: string, file: string): string {
	return readFileSync(join(labFolder(labId), file), 'utf8');
}

export function verdictOf({ lab, diagnosis }: Pick<DemoTry, 'lab' | 'diagnosis'>): Verdict {
	const base = { kind: 'core', checks: checksOf(lab.id, diagnosis), durationMs: 1_840 } as const;
	if (diagnosis === null) return { ...base, outcome: 'accepted', message: 'Accepted. (Synthetic learner of the demo.)' };
	return { ...base, outcome: 'rejected', message: `Rejected: ${words(diagnosis)}. (Synthetic learner of the demo.)`, diagnosis };
}

/** Named after what the lab can diagnose; the one that failed comes with what we saw. */
function checksOf(labId: string, diagnosis: string | null): CheckResult[] {
	const sections = readDiagnoses(labId);
	const others = [...sections.keys()]
		.filter((id) => id !== diagnosis && id !== 'not-started')
		.slice(0, diagnosis === null ? CHECKS : CHECKS - 1);
	const ids = diagnosis !== null && sections.has(diagnosis) ? [diagnosis, ...others] : others;
	return ids.map((id, n) => {
		const base = { id, title: `Not ${words(id)}`, visibility: n % 2 === 0 ? 'public' : 'hidden', points: 1 } as const;
		if (id !== diagnosis) return { ...base, outcome: 'pass', message: '' };
		const saw = sections.get(id)?.match(/\*\*What we saw\.\*\* ([^\n]*)/)?.[1] ?? '';
		return { ...base, outcome: 'fail', message: saw, diagnosis: id };
	});
}

function words(id: string): string {
	return id.replaceAll('-', ' ');
}
