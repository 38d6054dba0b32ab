/**
 * The course of one made-up learner, drawn from a seed: which labs, when, how many tries, which rungs. Written to be like a cohort in what
 * costs a server time (how many events, of which kinds, how long a verdict is), and not in what anybody learns.
 */
import type { LearningEvent } from '#contract/event.ts';
import type { CheckResult, Verdict } from '#contract/grading.ts';
import type { Lab } from '#contract/lab.ts';
import { labs } from '#labs/index.ts';
import { readDiagnoses } from '#server/lab-files.ts';
import { type Random, randomFrom } from '../simulate/random.ts';

export interface Try {
	readonly t: number;
	readonly lab: Lab;
	readonly verdict: Verdict;
}

export interface Step {
	readonly lab: Lab;
	readonly event: LearningEvent;
	/** Place of its submission among the tries. */
	readonly submission?: number;
}

export interface Course {
	readonly steps: readonly Step[];
	readonly tries: readonly Try[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;
/** Twelve weeks. */
export const TERM_DAYS = 84;
const CHECKS = 12;

/** `end`: the last day of the term, in milliseconds. */
export function drawCourse(seed: number, end: number): Course {
	const random = randomFrom(seed);
	const ability = 0.3 + 0.6 * random();
	// Some stop early, most come far.
	const reach = Math.ceil(labs.length * Math.min(1, 0.25 + 0.7 * random()));
	const course = { steps: [] as Step[], tries: [] as Try[] };
	for (const [n, lab] of labs.slice(0, reach).entries()) {
		const day = (TERM_DAYS * (n + 0.8 * random())) / labs.length;
		takeLab(course, lab, { random, ability, t: end - (TERM_DAYS - day) * DAY });
	}
	return course;
}

interface Sitting {
	readonly random: Random;
	readonly ability: number;
	t: number;
}

function takeLab(course: { steps: Step[]; tries: Try[] }, lab: Lab, sitting: Sitting): void {
	const { random, ability } = sitting;
	const diagnoses = [...readDiagnoses(lab.id).keys()];
	const base = { skill: lab.skills.core, task: lab.id, mode: 'practice', item: 'code' } as const;
	const put = (event: LearningEvent, submission?: number) =>
		course.steps.push({ lab, event, ...(submission === undefined ? {} : { submission }) });
	const later = (minutes: number) => (sitting.t += Math.round(minutes * MINUTE));
	put({ ...base, t: sitting.t, type: 'open' });
	let rung = 0;
	for (let tries = 0; tries < 6; tries++) {
		put({ ...base, t: later(2 + 6 * random()), type: 'active', ms: Math.round((2 + 5 * random()) * MINUTE) });
		const diagnosis = diagnoses[Math.floor(random() * diagnoses.length)] ?? 'threw';
		if (random() < 0.45) put({ ...base, t: later(1), type: 'practice', diagnosis, edits: 6 });
		if (rung < 5 && random() > ability) put({ ...base, t: later(1), type: 'hint', level: ++rung });
		if (random() < 0.4) continue;
		const isPass = random() < ability * (0.75 + 0.15 * rung);
		const t = later(2);
		course.tries.push({ t, lab, verdict: verdictOf(isPass ? null : diagnosis) });
		put(
			{
				...base,
				t,
				type: 'attempt',
				verdict: isPass ? 'pass' : 'fail',
				edits: 8 + Math.floor(40 * random()),
				...(isPass ? {} : { diagnosis }),
			},
			course.tries.length - 1,
		);
		if (isPass) break;
	}
	if (rung > 1 && random() < 0.3)
		recheck(put, { ...base, task: `${lab.id}#large`, mode: 'recheck' }, later(2 * 24 * 60), random() < ability);
}

function recheck(
	put: (event: LearningEvent) => void,
	base: { skill: string; task: string; mode: 'recheck'; item: 'code' },
	t: number,
	isPass: boolean,
): void {
	put({ ...base, t, type: 'open' });
	put({
		...base,
		t: t + 4 * MINUTE,
		type: 'attempt',
		edits: 20,
		...(isPass ? { verdict: 'pass' } : { verdict: 'fail', diagnosis: 'threw' }),
	});
}

/** As long as a real one, with a sentence for each check. */
function verdictOf(diagnosis: string | null): Verdict {
	const checks = Array.from({ length: CHECKS }, (_, n): CheckResult => {
		const isFail = diagnosis !== null && n >= CHECKS - 3;
		const head = { id: `check-${n}`, title: `The output keeps property number ${n + 1}`, points: 1 };
		const visibility = n < 8 ? 'public' : 'hidden';
		if (!isFail) return { ...head, visibility, outcome: 'pass', message: '' };
		return { ...head, visibility, outcome: 'fail', diagnosis, message: 'Row 3 sums to 1.41, and a row of weights sums to one.' };
	});
	return {
		outcome: diagnosis === null ? 'accepted' : 'rejected',
		kind: 'core',
		message: diagnosis === null ? 'Accepted. 12 of 12 checks pass.' : 'Row 3 sums to 1.41, and a row of weights sums to one.',
		...(diagnosis === null ? {} : { diagnosis }),
		checks,
		durationMs: 1_000,
		grader: { layer: 'seeded', node: 'v24.0.0', isolatedVm: '7.0.1', tfjs: '4.22.0', checksHash: '0'.repeat(64), secretId: 'seeded' },
	};
}
