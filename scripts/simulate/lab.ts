/** One lab or re-check of a made-up learner: tries, looks for help as its kind does, learns, tires. Writes the log that a policy reads. */
import type { LearningEvent } from '#contract/event.ts';
import { knownAt, type Learner, record } from './learner.ts';
import { renew, sigmoid, takeUp } from './memory.ts';
import type { Help } from './policies.ts';

export interface Work {
	readonly skill: number;
	readonly task: string;
	readonly difficulty: number;
	readonly mode: 'practice' | 'recheck';
}

/** What goes on inside one lab. */
interface Attempt extends Work {
	readonly learner: Learner;
	readonly gapDays: number;
	shown: number;
	minutes: number;
	fails: number;
	/** 0 to 1: honest failures prepare for what a rung says. */
	primed: number;
}

type Step = 'on' | 'passed' | 'over';

const NOTHING: Help = { max: 0, offer: null, hasExit: false };
/** With the worked solution shown, copying it passes nearly always. */
const COPY_PASSES = 0.97;
/** A careless guess has this share of an honest chance. */
const GUESS_CHANCE = 0.25;
/** Expertise reversal: from here on a rung teaches nothing. */
const TOO_GOOD_FOR_HELP = 0.85;

/** True when it was passed. */
export function workOn(learner: Learner, work: Work): boolean {
	const { world, day } = learner;
	learner.clock = Math.max(learner.clock, day * 86_400_000);
	const gapDays = takeUp(memoryOf(learner, work.skill), day);
	const attempt: Attempt = { ...work, learner, gapDays, shown: 0, minutes: 0, fails: 0, primed: 0 };
	if (learner.policy.logsWork) log(attempt, { type: 'open' });
	let step: Step = 'on';
	for (let n = 0; n < world.maxSteps && step === 'on'; n++) step = nextStep(attempt);
	if (step !== 'passed' && work.mode === 'practice') learner.frustration += 0.05;
	memoryOf(learner, work.skill).lastDay ??= day;
	learner.tried++;
	if (step === 'passed') learner.passed++;
	return step === 'passed';
}

function nextStep(attempt: Attempt): Step {
	const { learner, fails } = attempt;
	const { archetype, random } = learner;
	const wants = random() < (fails === 0 ? archetype.asksBeforeTrying : archetype.asksAfterFailure);
	const help = attempt.mode === 'practice' ? learner.policy.opens(momentOf(attempt)) : NOTHING;
	const accepts = help.offer !== null && random() < 0.5 * (0.4 + archetype.engagement);
	if (wants || accepts) {
		if (help.max > attempt.shown) {
			const isTrying = readRung(attempt, help);
			if (!isTrying) return 'on';
		} else if (attempt.shown < 5 && wants && attempt.mode === 'practice')
			learner.frustration += learner.world.frustration.refused * (1 - archetype.grit);
	}
	return tryOnce(attempt, help);
}

/** Takes a rung and reads or skims it; false when the next is wanted before a try. */
function readRung(attempt: Attempt, help: Help): boolean {
	const { learner } = attempt;
	const { archetype, random, world, policy } = learner;
	const jumps = policy.isJumpable && random() < archetype.jumps;
	const rung = Math.min(help.max, jumps ? help.max : attempt.shown + 1);
	const isRead = random() < archetype.engagement;
	spend(attempt, isRead ? (world.minutes.read[rung] ?? 0) : world.minutes.skim);
	const memory = memoryOf(learner, attempt.skill);
	const care = (isRead ? 1 : world.skimmed) * (1 + world.priming * attempt.primed);
	const room = Math.max(0, 1 - memory.known / TOO_GOOD_FOR_HELP);
	memory.known += (world.fromRung[rung] ?? 0) * (1 - memory.known) * archetype.rate * care * room;
	attempt.shown = rung;
	learner.rungs[rung] = (learner.rungs[rung] ?? 0) + 1;
	learner.frustration = Math.max(0, learner.frustration - world.frustration.relief);
	log(attempt, { type: 'hint', level: rung });
	return isRead || random() < 0.5;
}

function tryOnce(attempt: Attempt, help: Help): Step {
	const { learner, shown, difficulty } = attempt;
	const { archetype, random, world } = learner;
	const isGuess = random() < archetype.guesses;
	spend(attempt, isGuess ? world.minutes.guess : world.minutes.attempt);
	const ability = memoryOf(learner, attempt.skill).known + (world.support[shown] ?? 0) - difficulty;
	const chance = shown === 5 ? COPY_PASSES : sigmoid(world.slope * ability) * (isGuess ? GUESS_CHANCE : 1);
	if (random() < chance) return pass(attempt, isGuess);
	return fail(attempt, { isGuess, ability, help });
}

function pass(attempt: Attempt, isGuess: boolean): Step {
	const { learner, shown } = attempt;
	const { archetype, world, day } = learner;
	const memory = memoryOf(learner, attempt.skill);
	const thought = isGuess ? 0.15 : 0.4 + 0.6 * archetype.engagement;
	memory.known += world.fromPass * (1 - memory.known) * archetype.rate * (1 - (world.giveaway[shown] ?? 0)) * thought;
	renew(memory, day, world.memoryGrowsInLabs ? attempt.gapDays : 0, shown <= 1);
	learner.frustration *= 0.5;
	log(attempt, { type: 'attempt', verdict: 'pass', edits: 10 });
	return 'passed';
}

function fail(attempt: Attempt, { isGuess, ability, help }: { isGuess: boolean; ability: number; help: Help }): Step {
	const { learner } = attempt;
	const { archetype, random, world } = learner;
	attempt.fails++;
	const edits = isGuess ? (random() < 0.5 ? 0 : 1) : 8;
	log(attempt, { type: 'attempt', verdict: 'fail', edits, diagnosis: `d${Math.floor(random() * 3)}` });
	if (!isGuess) {
		// Failing teaches most where the gap is small.
		const memory = memoryOf(learner, attempt.skill);
		const zone = Math.exp(-(((-ability - 0.1) / 0.25) ** 2));
		memory.known += world.fromFailure * (1 - memory.known) * archetype.rate * zone * archetype.engagement;
		attempt.primed = Math.min(1, attempt.primed + 0.5);
	}
	if (attempt.fails >= 2)
		learner.frustration += world.frustration.failure * (1 - archetype.grit) * (isGuess ? world.frustration.careless : 1);
	// A re-check is one try; leaving it is free.
	if (attempt.mode !== 'practice') return 'over';
	const excess = learner.frustration - world.quitAbove;
	if (excess > 0 && random() < world.quitHazard * excess * 4) {
		learner.hasQuit = true;
		return 'over';
	}
	return help.hasExit && random() < 0.3 ? 'over' : 'on';
}

function momentOf({ learner, skill, task, shown, minutes }: Attempt) {
	return { shown, minutes, decide: () => knownAt(learner, skill, { now: learner.clock, task }) };
}

function memoryOf(learner: Learner, skill: number) {
	const memory = learner.memories[skill];
	if (!memory) throw new Error(`The course has no skill ${skill}.`);
	return memory;
}

function spend(attempt: Attempt, minutes: number): void {
	const { learner } = attempt;
	const ms = Math.round(minutes * 60_000);
	attempt.minutes += minutes;
	learner.minutes += minutes;
	learner.clock += ms;
	if (learner.policy.logsWork) log(attempt, { type: 'active', ms });
}

type Said = {
	[Type in LearningEvent['type']]: Omit<Extract<LearningEvent, { type: Type }>, 't' | 'skill' | 'task'>;
}[LearningEvent['type']];

function log({ learner, skill, task, mode }: Attempt, said: Said): void {
	record(learner, { t: learner.clock, skill: String(skill), task, mode, ...said });
}
