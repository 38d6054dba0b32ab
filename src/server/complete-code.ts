/**
 * A few lines from the tutor's model at the cursor, for a skill that the learner has earned them in, or nothing. The server's own decision on
 * its own log says whether; the guard inspects the lines as they would stand in the file, together with all that a model wrote there before;
 * and the file is run with and without them. Whatever fails is nothing: a learner who types is never interrupted.
 */
import { randomBytes } from 'node:crypto';
import type { CompletionAsk, ModelCompletion } from '#contract/automation.ts';
import type { Lab } from '#contract/lab.ts';
import type { Actor } from '#contract/user.ts';
import type { Client } from '#db/client.ts';
import { newId } from '#db/id.ts';
import { TurnLost, takeTurn } from '#db/store/turns.ts';
import { insertTutorTurn, isOfModel, listTutorTurns, type TutorTurn } from '#db/store/tutor-turns.ts';
import { labs } from '#labs/index.ts';
import { skillAt } from '#learning/skill-at.ts';
import { askModel, estimateTokens, ModelFault } from '#tutor/ask-model.ts';
import { buildCompletionPrompt, COMPLETION_HASH, readCompletion, wordsIn } from '#tutor/completion.ts';
import type { GuardLevel, Inspection, Probe } from '#tutor/guard/inspection.ts';
import type { Prompt } from '#tutor/prompt.ts';
import { hasTokensLeft } from './ask-tutor.ts';
import type { TutorConfig } from './config.ts';
import type { Context } from './context.ts';
import { earnedSkills } from './get-automation.ts';
import { inLine } from './in-turn.ts';
import { observeTutor } from './metrics.ts';
import { inspectAnswer } from './tutor-guard.ts';
import type { TurnNotes } from './tutor-notes.ts';
import { makeProbe } from './tutor-probe.ts';

export interface Completing {
	readonly actor: Actor;
	readonly lab: Lab;
	readonly ask: CompletionAsk;
	/** Typing went on, or the learner has left. */
	readonly signal: AbortSignal;
	/** Shorter in tests. */
	readonly timeoutMs?: number;
	/** Another judge in tests. */
	readonly probe?: Probe;
}

/** Whoever thinks longer than this has typed on. */
const COMPLETION_MS = 6_000;
const NOTHING: ModelCompletion = { completion: null };

/**
 * One at a time for each learner: the next is asked with what this one gave away. Two web processes that are asked at once both ask their model;
 * the lines of the one that ends second are not given, since they were inspected without knowing of the first's.
 */
export function completeCode(context: Context, completing: Completing): Promise<ModelCompletion> {
	const { id } = completing.actor;
	return inLine(`completion ${id}`, async () => complete(context, await takeTurn(context.client, 'completion', id), completing));
}

async function complete(context: Context, turn: Client, completing: Completing): Promise<ModelCompletion> {
	const { actor, lab, ask, signal } = completing;
	const { tutor } = context.config;
	if (tutor === null || signal.aborted) return NOTHING;
	const { skills, mayComplete } = await earnedSkills(context, actor.id, lab);
	const hand = skillAt(ask.code, ask.at, skills, labs);
	if (!mayComplete || hand === undefined || hand.level < 2 || !(await hasTokensLeft(context, tutor))) return NOTHING;
	const startedAt = performance.now();
	// Lines of the lab's own skill once that is proven; else nothing of it, whatever the cursor's line belongs to.
	const isCoreEarned = skills.some(({ role, level }) => role === 'core' && level >= 2);
	const level: GuardLevel = isCoreEarned ? 4 : 0;
	const given = (await listTutorTurns(context.client, actor.id, lab.id)).filter((turn) => turn.task === lab.id && isOfModel(turn));
	const prompt = buildCompletionPrompt({ ...ask, skill: hand.title, fence: randomBytes(12).toString('hex') });
	const said = await writeLines(tutor, prompt, completing);
	const inspection =
		said.text === null || signal.aborted ? null : await inspectLines(context, completing, { text: said.text, level, given });
	// A check that began meanwhile, or a switch that was turned, holds for what is given now.
	const isStill = inspection?.ok === true && !signal.aborted && (await isEarnedStill(context, completing, hand.skill));
	const latencyMs = Math.round(performance.now() - startedAt);
	const written = { said, level, inspection, latencyMs, model: tutor.model };
	const text = await keep(context, turn, completing, { ...written, text: isStill ? said.text : null });
	observeTutor({ action: text === null ? 'withheld' : 'completion', ...said, ms: null, price: tutor.price });
	return text === null ? NOTHING : { completion: { skill: hand.skill, text } };
}

interface Said {
	readonly text: string | null;
	readonly fault: TurnNotes['fault'];
	readonly tokensIn: number;
	readonly tokensOut: number;
}

/** What was asked for in vain is counted too. */
async function writeLines(tutor: TutorConfig, prompt: Prompt, { ask, signal, timeoutMs }: Completing): Promise<Said> {
	try {
		const { text, ...tokens } = await askModel(tutor, { ...prompt, signal, timeoutMs: timeoutMs ?? COMPLETION_MS });
		return { text: readCompletion(text, lineBefore(ask)), fault: null, ...tokens };
	} catch (error) {
		if (!(error instanceof ModelFault) && !signal.aborted) throw error;
		const tokensIn = estimateTokens(prompt.instructions + JSON.stringify(prompt.messages));
		return { text: null, fault: error instanceof ModelFault ? error.kind : null, tokensIn, tokensOut: 0 };
	}
}

interface Lines {
	readonly text: string;
	readonly level: GuardLevel;
	readonly given: readonly TutorTurn[];
}

/** The lines that are given; none when another process gave some meanwhile. Its tokens count all the same. */
async function keep(context: Context, turn: Client, completing: Completing, outcome: Outcome): Promise<string | null> {
	try {
		await insertTutorTurn(turn, turnOf(context, completing, outcome), []);
		return outcome.text;
	} catch (error) {
		if (!(error instanceof TurnLost)) throw error;
		await insertTutorTurn(context.client, turnOf(context, completing, { ...outcome, text: null }), []);
		return null;
	}
}

/** The whole lines are inspected: half of one is the learner's, and still the two of them together may be the solution's. */
async function inspectLines(context: Context, { actor, lab, ask, probe }: Completing, { text, level, given }: Lines): Promise<Inspection> {
	const { code, at } = ask;
	const from = at - lineBefore(ask).length;
	const to = code.indexOf('\n', at) === -1 ? code.length : code.indexOf('\n', at);
	const without = code.slice(0, from) + code.slice(to);
	const judge = probe ?? makeProbe(context, lab, actor.id);
	const reply = `\`\`\`ts\n${code.slice(from, at)}${text}${code.slice(at, to)}\n\`\`\`\n\n${wordsIn(text)}`;
	const learnerCode = withoutGiven(without, given);
	const inspection = await inspectAnswer(
		context,
		{ lab, userId: actor.id, level, learnerCode, question: '', earlier: given, probe: judge },
		reply,
	);
	if (!inspection.ok || level !== 0) return inspection;
	const before = await judge(without);
	if (before.status === 'judged' && before.passed === before.total) return inspection;
	const after = await judge(code.slice(0, at) + text + code.slice(at));
	if (before.status === 'judged' && after.status === 'judged' && after.passed <= before.passed) return inspection;
	const isKnown = before.status === 'judged' && after.status === 'judged';
	return { ...inspection, ok: false, reasons: [isKnown ? 'execution' : 'not-proven-safe'], probe: isKnown ? 'leak' : 'unknown' };
}

/** What a model wrote is not the learner's own because it was taken: else every five lines would open the next five. */
function withoutGiven(code: string, given: readonly TutorTurn[]): string {
	const lines = new Set(given.flatMap(({ answer }) => (answer ?? '').split('\n').map((line) => line.trim())).filter((line) => line !== ''));
	return code
		.split('\n')
		.filter((line) => ![...lines].some((each) => line.trim().endsWith(each)))
		.join('\n');
}

async function isEarnedStill(context: Context, { actor, lab }: Completing, skill: string): Promise<boolean> {
	const { skills, mayComplete } = await earnedSkills(context, actor.id, lab);
	return mayComplete && skills.some((each) => each.skill === skill && each.level >= 2);
}

interface Outcome {
	readonly said: Said;
	readonly text: string | null;
	readonly level: GuardLevel;
	readonly inspection: Inspection | null;
	readonly latencyMs: number;
	readonly model: string;
}

function turnOf(context: Context, { actor, lab }: Completing, { said, text, level, inspection, latencyMs, model }: Outcome): TutorTurn {
	const now = context.now();
	const candidates = inspection === null ? [] : [{ ...inspection, reasons: [...inspection.reasons], scores: { ...inspection.scores } }];
	const notes: TurnNotes = {
		intent: 'core',
		isMundane: false,
		agreedTo: level,
		candidates: candidates.map(({ ok, measured, reasons, scores, probe }) => ({ ok, measured, reasons, scores, probe })),
		fault: said.fault,
		shownRung: null,
		isOvertaken: inspection?.ok === true && text === null,
	};
	return {
		id: newId(now),
		userId: actor.id,
		labId: lab.id,
		task: lab.id,
		mode: 'practice',
		question: null,
		answer: text === null ? null : `\`\`\`ts\n${text}\n\`\`\``,
		allowed: level,
		measured: text === null ? 0 : (inspection?.measured ?? 0),
		action: text === null ? 'withheld' : 'completion',
		guard: { ...notes },
		model,
		promptHash: COMPLETION_HASH,
		tokensIn: said.tokensIn,
		tokensOut: said.tokensOut,
		latencyMs,
		createdAt: new Date(now),
		removedAt: null,
	};
}

function lineBefore({ code, at }: CompletionAsk): string {
	return code.slice(code.lastIndexOf('\n', at - 1) + 1, at);
}
