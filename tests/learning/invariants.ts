/**
 * The invariants of the help policy, checked on random histories from a seed. A policy is a decide() and its
 * parameters, so that a test can hand in a wrong one and see which invariant catches it.
 */
import type { LearningEvent } from '#contract/event.ts';
import { decide, type HelpInput } from '../../src/learning/decide.ts';
import { advance, fold } from '../../src/learning/fold.ts';
import { type HelpParameters, PARAMETERS } from '../../src/learning/parameters.ts';
import type { SkillState, Skills } from '../../src/learning/state.ts';

export interface Policy {
	readonly parameters: HelpParameters;
	readonly decide: typeof decide;
}
export const POLICY: Policy = { parameters: PARAMETERS, decide };

type Random = () => number;
type Report = (invariant: string) => void;

const DAY_MS = 86_400_000;
const EPSILON = 1e-9;

/** Names of the invariants that broke within `count` histories, each with how often. */
export function brokenInvariants(policy: Policy, count: number, seed = 12_345): Record<string, number> {
	const random = randomFrom(seed);
	const broken: Record<string, number> = {};
	const report: Report = (invariant) => {
		broken[invariant] = (broken[invariant] ?? 0) + 1;
	};
	for (let n = 0; n < count; n++) {
		const history = randomHistory(random, 5 + Math.floor(random() * 40));
		checkDeterminism(policy, history, report);
		checkSteps(policy, history, report);
		checkOneMoreSuccess(policy, history, random, report);
		checkCredit(policy, history, random, report);
		checkBounds(policy, history, random, report);
		if (n % 10 === 0) checkWays(policy, history, report);
	}
	return broken;
}

function randomFrom(seed: number): Random {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 4_294_967_296;
	};
}

function randomHistory(random: Random, length: number): LearningEvent[] {
	const modes = ['t0', 't1', 't2', 't3'].map(() => (random() < 0.2 ? 'recheck' : 'practice') as 'recheck' | 'practice');
	let t = 0;
	return Array.from({ length }, () => {
		t += Math.floor(random() * (random() < 0.1 ? 5 * DAY_MS : 180_000));
		const n = Math.floor(random() * 4);
		return randomEvent(random, { t, skill: 's', task: `t${n}`, mode: modes[n] ?? 'practice', item: 'code' });
	});
}

function randomEvent(
	random: Random,
	base: { t: number; skill: string; task: string; mode: 'recheck' | 'practice'; item: 'code' },
): LearningEvent {
	const kind = random();
	const diagnosis = 'abc'.charAt(Math.floor(random() * 3));
	const edits = Math.floor(random() * 3);
	const verdict = random() < 0.4 ? 'pass' : 'fail';
	if (kind < 0.12) return { ...base, type: 'open' };
	if (kind < 0.35) return { ...base, type: 'active', ms: Math.floor(random() * 240_000) };
	if (kind < 0.5) return { ...base, type: 'hint', level: 1 + Math.floor(random() * 5) };
	if (kind < 0.53) return { ...base, type: 'tutor', level: Math.floor(random() * 6), ...(random() < 0.5 ? { kind: 'mundane' } : {}) };
	if (kind < 0.56) return { ...base, type: 'paste', share: random() };
	if (kind < 0.58) return { ...base, type: 'automation', level: 3 };
	if (kind < 0.63) return { ...base, type: 'prediction', task: `1.1/${diagnosis}`, question: diagnosis, variant: 0, answer: 'x', verdict };
	if (kind < 0.7) return { ...base, type: 'practice', diagnosis, edits };
	return { ...base, type: 'attempt', verdict, edits, diagnosis, ...(random() < 0.1 ? { kind: 'mundane' } : {}) };
}

const endOf = (history: readonly LearningEvent[]) => history.at(-1)?.t ?? 0;

function skillOf({ parameters }: Policy, events: readonly LearningEvent[]): SkillState {
	const skill = fold(events, parameters).get('s');
	if (!skill) throw new Error('A history without an event on the skill was drawn.');
	return skill;
}

/** I8: the same input yields the same bytes, and is left as it was. */
function checkDeterminism(policy: Policy, history: readonly LearningEvent[], report: Report): void {
	const input: HelpInput = { now: endOf(history) + 1_000, events: history, skill: 's', task: 't0' };
	const before = JSON.stringify(input);
	const first = JSON.stringify(policy.decide(input, policy.parameters));
	if (first !== JSON.stringify(policy.decide(input, policy.parameters))) report('I8 deterministic');
	if (before !== JSON.stringify(input)) report('I8 input not changed');
}

/** I1: only evidence moves mastery, each kind its own way. I4: what was open in an instance stays open. */
function checkSteps({ parameters }: Policy, history: readonly LearningEvent[], report: Report): void {
	const skills: Skills = new Map();
	const unlocked = new Map<string, number>();
	let before = parameters.pInit;
	for (const event of history) {
		advance(skills, event, parameters);
		const skill = skills.get('s');
		if (!skill) continue;
		const change = skill.p - before;
		before = skill.p;
		const isEvidence = event.type === 'attempt' || event.type === 'prediction';
		if (!isEvidence && change !== 0) report('I1 only evidence moves mastery');
		if (isEvidence && event.verdict === 'pass' && change < -EPSILON) report('I1 a pass never lowers mastery');
		if (isEvidence && event.verdict === 'fail' && change > EPSILON) report('I1 a failure never raises mastery');
		for (const [task, instance] of skill.instances) {
			if (instance.unlocked < (unlocked.get(task) ?? 0)) report('I4 an open rung stays open');
			unlocked.set(task, instance.unlocked);
		}
	}
}

const pass = (t: number, task: string, mode: 'practice' | 'recheck'): LearningEvent => ({
	t,
	type: 'attempt',
	skill: 's',
	task,
	mode,
	item: 'code',
	verdict: 'pass',
	edits: 5,
});

/** I3: one more independent success never raises help on a fresh instance, nor lowers automation or effective mastery. */
function checkOneMoreSuccess(policy: Policy, history: readonly LearningEvent[], random: Random, report: Report): void {
	const t = endOf(history) + 60_000;
	const more = [...history, pass(t, 'zz', random() < 0.5 ? 'practice' : 'recheck')];
	for (const laterMs of [0, 3_600_000, 10 * DAY_MS]) {
		const now = t + laterMs;
		const work = randomWork(random, now);
		const decideAfter = (events: readonly LearningEvent[]) =>
			policy.decide(
				{ now, events: [...events, { t: now, type: 'open', skill: 's', task: 'new' }, ...work], skill: 's', task: 'new' },
				policy.parameters,
			);
		const without = decideAfter(history);
		const withIt = decideAfter(more);
		if (withIt.maxLevel > without.maxLevel) report('I3 success never raises help');
		if (withIt.automation < without.automation) report('I3 success never lowers automation');
		if ((withIt.effective ?? 0) < (without.effective ?? 0) - EPSILON) report('I3 success never lowers effective mastery');
	}
}

function randomWork(random: Random, t: number): LearningEvent[] {
	const work: LearningEvent[] = [];
	let level = 0;
	for (let n = 1 + Math.floor(random() * 8); n > 0; n--) {
		work.push({ t, type: 'active', skill: 's', task: 'new', ms: Math.floor(random() * 240_000) });
		if (random() < 0.6 && level < 3) work.push({ t, type: 'hint', skill: 's', task: 'new', level: ++level });
	}
	return work;
}

/** I2: more help never earns more. I7: an unaided re-check gives back what help withheld. */
function checkCredit(policy: Policy, history: readonly LearningEvent[], random: Random, report: Report): void {
	const t = endOf(history) + 60_000;
	const rung = Math.floor(random() * 5);
	const hint = (level: number): LearningEvent[] => (level === 0 ? [] : [{ t, type: 'hint', skill: 's', task: 'q', level }]);
	const passed = pass(t + 60_000, 'q', 'practice');
	const recheck = pass(t + 120_000, 'rc', 'recheck');
	const more = skillOf(policy, [...history, ...hint(rung + 1), passed]);
	if (more.p > skillOf(policy, [...history, ...hint(rung), passed]).p + EPSILON) report('I2 more help never earns more');
	const restored = skillOf(policy, [...history, ...hint(rung + 1), passed, recheck]);
	if (restored.debt !== 0) report('I7 a re-check leaves nothing withheld');
	if (restored.p < skillOf(policy, [...history, passed]).p - EPSILON) report('I7 helped pass and re-check reach an unaided pass');
	const unaided = skillOf(policy, [...history, passed, recheck]);
	const isComparable = skillOf(policy, history).debt < 0.001 && unaided.p < policy.parameters.pMax - 0.001;
	if (isComparable && Math.abs(logit(restored.p) - logit(unaided.p)) > 0.55) report('I7 all withheld credit comes back');
}

const logit = (p: number) => Math.log(p / (1 - p));

/** I6: the ceiling wins over everything, the floor holds below it, an offer is never shut. */
function checkBounds(policy: Policy, history: readonly LearningEvent[], random: Random, report: Report): void {
	const floor = Math.floor(random() * 6);
	const ceiling = Math.floor(random() * 6);
	const input: HelpInput = { now: endOf(history) + 1_000, events: history, skill: 's', task: 't0', config: { floor, ceiling } };
	const decision = policy.decide(input, policy.parameters);
	const mode = skillOf(policy, history).instances.get('t0')?.mode ?? 'practice';
	if (decision.maxLevel > ceiling) report('I6 the ceiling wins');
	if (mode === 'practice' && decision.maxLevel < Math.min(floor, ceiling)) report('I6 the floor holds below the ceiling');
	if (decision.offer !== null && decision.offer > decision.maxLevel) report('I6 an offer is open');
}

/** I5: from any history, working or waiting reaches the last rung in bounded effort; and help waits for an honest try. */
function checkWays(policy: Policy, history: readonly LearningEvent[], report: Report): void {
	const byWaiting = walk(policy, history, 'wait');
	const byTrying = walk(policy, history, 'try');
	if (byWaiting > 81) report('I5 waiting reaches the last rung within 40.5 active minutes');
	if (byTrying > 7) report('I5 trying reaches the last rung within 7 tries');
	if (byWaiting < 10) report('I5 no worked solution without effort');
	checkHardBound(policy, history, report);
}

/** Steps of 30 active seconds, or of one try, until rung 5 is open. */
function walk(policy: Policy, history: readonly LearningEvent[], way: 'wait' | 'try'): number {
	const events = [...history];
	let t = endOf(history) + 1_000;
	let shown = 0;
	for (let steps = 0; steps < 200; ) {
		const open = policy.decide({ now: t, events, skill: 's', task: 'fresh' }, policy.parameters).maxLevel;
		if (open >= 5) return steps;
		if (open > shown) events.push({ t, type: 'hint', skill: 's', task: 'fresh', level: ++shown });
		else {
			steps++;
			t += 30_000;
			const base = { t, skill: 's', task: 'fresh' };
			events.push(
				way === 'wait'
					? { ...base, type: 'active', ms: 30_000 }
					: { ...base, type: 'attempt', verdict: 'fail', edits: 1, diagnosis: `d${steps}` },
			);
		}
	}
	return 200;
}

/** I5: 45 active minutes, or 10 engaged tries, drop the demand for effort and show the ways out. */
function checkHardBound(policy: Policy, history: readonly LearningEvent[], report: Report): void {
	const t = endOf(history) + 1_000;
	const base = { skill: 's', task: 'fresh' };
	const waited: LearningEvent[] = [{ ...base, t, type: 'active', ms: 45 * 60_000 }];
	const tried = Array.from(
		{ length: 10 },
		(_, n): LearningEvent => ({ ...base, t: t + n * 20_000, type: 'attempt', verdict: 'fail', edits: 1, diagnosis: `d${n}` }),
	);
	for (const work of [waited, tried]) {
		const decision = policy.decide({ now: t + DAY_MS, events: [...history, ...work], skill: 's', task: 'fresh' }, policy.parameters);
		if (decision.escape === null || (decision.next?.attempts ?? 0) > 0) report('I5 the hard bound shows the ways out');
	}
}
