/**
 * What a pass, a failure or a prediction says about a skill: log-odds updates of Bayesian knowledge tracing,
 * weighted down by the help that was shown. What help withholds is kept as debt, and an unaided re-check gives it back.
 */
import { entry, type HelpParameters } from './parameters.ts';
import { renewRetention, shortenRetention } from './retention.ts';
import type { InstanceState, SkillState } from './state.ts';

/** Share of a pass that would count right now. */
export function passWeight(instance: InstanceState, parameters: HelpParameters): number {
	const credit = instance.mode === 'practice' ? entry(parameters.helpCredit, instance.shown) : 1;
	const retried = instance.item === 'choice' ? credit * entry(parameters.choiceRetryCredit, instance.fails) : credit;
	return instance.isPasted ? Math.min(retried, parameters.pasteCredit) : retried;
}

export function isIndependent(weight: number, parameters: HelpParameters): boolean {
	return weight >= entry(parameters.helpCredit, parameters.independentMaxRung);
}

export function countPass(skill: SkillState, instance: InstanceState, pass: { task: string; t: number }, parameters: HelpParameters): void {
	const weight = passWeight(instance, parameters);
	const evidence = Math.log((1 - parameters.slip) / guessOf(instance, parameters));
	const independent = isIndependent(weight, parameters);
	let restored = 0;
	if (instance.mode !== 'practice' && independent) {
		restored = skill.debt * parameters.restoredShare;
		skill.debt -= restored;
	} else skill.debt = Math.min(parameters.debtCap, skill.debt + (1 - weight) * evidence);
	shift(skill, weight * evidence + restored, parameters);
	skill.p = bounded(skill.p + (1 - skill.p) * parameters.learn * Math.min(1, weight), parameters);
	if (independent) {
		skill.independent.add(pass.task);
		renewRetention(skill, pass.t, parameters);
	}
	if (instance.fails === 0) skill.opportunities++;
	instance.isPassed = true;
}

/** No learning step on a failure, so that a failure can never raise p. */
export function countFailure(skill: SkillState, instance: InstanceState, diagnosis: string, parameters: HelpParameters): void {
	const seen = instance.diagnoses.get(diagnosis) ?? 0;
	const weight = Math.max(0, Math.min(failWeight(instance, seen, parameters), parameters.failCapPerTask - instance.failMass));
	const evidence = Math.log(parameters.slip / (1 - guessOf(instance, parameters)));
	if (instance.fails === 0) {
		skill.opportunities++;
		if (instance.mode !== 'practice') shortenRetention(skill, parameters);
	}
	instance.diagnoses.set(diagnosis, seen + 1);
	instance.failMass += weight;
	instance.fails++;
	instance.units += parameters.unitsPerFailure;
	shift(skill, weight * evidence, parameters);
}

/** Only the first answer to a question counts; predictions prove nothing alone, owe nothing and teach nothing. */
export function countPrediction(skill: SkillState, task: string, isRight: boolean, parameters: HelpParameters): void {
	if (skill.predicted.has(task)) return;
	skill.predicted.add(task);
	const weight = Math.max(0, Math.min(parameters.predictionWeight, parameters.predictionCap - skill.predictionMass));
	const guess = entry(parameters.guess.choice, 0);
	const evidence = isRight ? Math.log((1 - parameters.slip) / guess) : parameters.failFirst * Math.log(parameters.slip / (1 - guess));
	skill.predictionMass += weight;
	shift(skill, weight * evidence, parameters);
}

/** Where mastery would stand with everything that is held back. */
export function withCreditBack(skill: SkillState, parameters: HelpParameters): number {
	if (skill.debt === 0) return skill.p;
	const logOdds = Math.log(skill.p / (1 - skill.p)) + skill.debt;
	return Math.min(parameters.pMax, 1 / (1 + Math.exp(-logOdds)));
}

/** Proof is won at one threshold and lost only well below it. */
export function updateProof(skill: SkillState, parameters: HelpParameters): void {
	if (skill.isProven) skill.isProven = skill.p >= parameters.keepP;
	else {
		const isEnough = skill.independent.size >= parameters.proveIndependent && skill.debt < parameters.debtTolerance;
		skill.isProven = skill.p >= parameters.proveP && isEnough;
	}
}

function failWeight(instance: InstanceState, seen: number, parameters: HelpParameters): number {
	if (instance.fails === 0) return instance.mode === 'practice' ? parameters.failFirst : parameters.recheckFail;
	return seen > 0 ? parameters.failSameDiag : parameters.failNewDiag;
}

function guessOf(instance: InstanceState, parameters: HelpParameters): number {
	const isProbe = instance.mode !== 'practice' && instance.item === 'code';
	return entry(parameters.guess[isProbe ? 'probe' : instance.item], Math.min(instance.fails, 2));
}

function shift(skill: SkillState, logOdds: number, parameters: HelpParameters): void {
	const before = Math.log(skill.p / (1 - skill.p));
	skill.p = bounded(1 / (1 + Math.exp(-(before + logOdds))), parameters);
}

function bounded(p: number, parameters: HelpParameters): number {
	return Math.min(parameters.pMax, Math.max(parameters.pMin, p));
}
