/** The whole course of one made-up learner: ten skills of three labs, use of earlier skills, re-checks, and an unaided exam weeks later. */
import type { HelpParameters } from '#learning/parameters.ts';
import { effective } from '#learning/retention.ts';
import { ARCHETYPES, type Archetype, type ArchetypeName } from './archetypes.ts';
import { workOn } from './lab.ts';
import { knownAt, type Learner, record } from './learner.ts';
import { clamp, knownOn, newMemory, renew, sigmoid } from './memory.ts';
import type { HelpPolicy } from './policies.ts';
import { randomFrom } from './random.ts';
import type { World } from './world.ts';

export interface Setup {
	readonly policy: HelpPolicy;
	readonly world: World;
	readonly parameters: HelpParameters;
	/** What an assumption says about every learner, whatever the archetype. */
	readonly learners: Partial<Archetype>;
}

export interface Outcome {
	/** Chance to pass the unaided exam, the mean over skills. */
	readonly exam: number;
	/** Share of labs and re-checks that were passed. */
	readonly practice: number;
	readonly hours: number;
	readonly hasQuit: boolean;
	readonly rechecks: number;
	/** Worked solutions opened. */
	readonly solutions: number;
	/** For each skill with a log: what the product estimates on the day of the exam, and the true chance. */
	readonly calibration: readonly { readonly estimate: number; readonly truth: number }[];
}

const DAY_MS = 86_400_000;
/** Share of earlier skills that are looked at for an invited re-check after a lab. */
const LOOKED_AT = 0.34;

export function takeCourse(name: ArchetypeName, seed: number, { policy, world, parameters, learners }: Setup): Outcome {
	const archetype: Archetype = { ...ARCHETYPES[name], ...learners };
	const random = randomFrom(seed);
	const learner: Learner = {
		...{ archetype, world, policy, parameters, random },
		memories: Array.from({ length: world.skills }, () => newMemory(archetype, world, random)),
		folded: new Map(),
		...{ day: 0, clock: 0, minutes: 0, frustration: 0, hasQuit: false, tried: 0, passed: 0, rechecks: 0, rungs: [0, 0, 0, 0, 0, 0] },
	};
	for (let skill = 0; skill < world.skills && !learner.hasQuit; skill++) learnSkill(learner, skill);
	return sitExam(learner);
}

function learnSkill(learner: Learner, skill: number): void {
	const { world, archetype, memories } = learner;
	const [memory, earlier] = [memories[skill], memories[skill - 1]];
	if (!memory) return;
	// What is known well carries over a little to the next skill.
	const carried = earlier ? 0.25 * Math.max(0, knownOn(earlier, learner.day) - 0.4) : 0;
	memory.known = clamp(memory.before + carried, 0.02, 0.95);
	for (let lab = 0; lab < world.difficulty.length; lab++) {
		learner.day += world.labEveryDays;
		if (lab === 0 && archetype.away?.beforeSkill === skill) {
			learner.day += archetype.away.days;
			learner.frustration = 0;
		}
		learner.minutes += world.minutes.mundane[learner.policy.hasMundaneHelp ? 1 : 0];
		if (skill > 0) reuse(learner, Math.floor(learner.random() * skill), `${skill}.${lab}`);
		workOn(learner, { skill, task: `lab ${skill}.${lab}`, difficulty: world.difficulty[lab] ?? 0, mode: 'practice' });
		if (learner.hasQuit) return;
		if (learner.policy.invitesRechecks) takeRechecks(learner, skill, lab);
	}
}

/** Every lab uses an earlier skill: by hand, which is practice, or written by AI, which is not. */
function reuse(learner: Learner, skill: number, place: string): void {
	const { world, policy, archetype, random, day } = learner;
	const memory = learner.memories[skill];
	if (!memory) return;
	const [slow, fast] = world.minutes.reuse;
	const level = automationOf(learner, skill, place);
	learner.minutes += level === 3 ? fast : level === 2 ? (slow + fast) / 2 : slow;
	if (level === 3) return;
	const known = knownOn(memory, day);
	if (random() >= sigmoid(world.slope * (known - 0.4))) return;
	memory.known = Math.min(0.98, known + 0.02 * archetype.rate);
	renew(memory, day, memory.lastDay === null ? 0 : day - memory.lastDay, true);
	if (!policy.logsWork) return;
	learner.clock = Math.max(learner.clock, day * DAY_MS);
	const use = { t: learner.clock, skill: String(skill), task: `use ${place}`, item: 'code' } as const;
	record(learner, { ...use, type: 'attempt', verdict: 'pass', edits: 5 });
}

function automationOf(learner: Learner, skill: number, place: string): number {
	const { automation } = learner.policy;
	if (automation === 'always') return 3;
	if (automation === 'never') return 1;
	return knownAt(learner, skill, { now: learner.day * DAY_MS, task: `reuse ${place}`, maxAuto: automation }).automation;
}

/** Invitations after a lab: for its own skill, and for some of the earlier ones. */
function takeRechecks(learner: Learner, latest: number, lab: number): void {
	const { world, archetype, random, day } = learner;
	for (let skill = 0; skill <= latest; skill++) {
		if (skill !== latest && random() > LOOKED_AT) continue;
		const task = `re-check ${latest}.${lab}.${skill}`;
		const { recheck } = knownAt(learner, skill, { now: (day + 0.5) * DAY_MS, task });
		if (recheck === null || recheck.from > (day + world.labEveryDays) * DAY_MS || random() >= archetype.takesRechecks) continue;
		learner.rechecks++;
		workOn(learner, { skill, task, difficulty: world.recheckDifficulty, mode: 'recheck' });
	}
}

function sitExam(learner: Learner): Outcome {
	const { world, memories, parameters } = learner;
	const day = Math.max(world.examDay, learner.day + world.examAfterDays);
	const truths = memories.map((memory) => {
		const isMet = memory.lastDay !== null || memory.known > 0;
		return sigmoid(world.slope * ((isMet ? knownOn(memory, day) : memory.before) - world.examDifficulty));
	});
	return {
		exam: truths.reduce((sum, truth) => sum + truth, 0) / truths.length,
		practice: learner.passed / Math.max(1, learner.tried),
		hours: learner.minutes / 60,
		hasQuit: learner.hasQuit,
		rechecks: learner.rechecks,
		solutions: learner.rungs[5] ?? 0,
		calibration: truths.flatMap((truth, skill) => {
			const state = learner.folded.get(String(skill));
			return state ? [{ estimate: effective(state, day * DAY_MS, parameters), truth }] : [];
		}),
	};
}
