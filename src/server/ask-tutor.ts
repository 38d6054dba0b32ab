/**
 * One question to the tutor. The level is the server's own decision on its own log, lowered by what the learner agreed to pay; what a
 * page says about it is not asked. The answer is written and inspected whole, stored with the event of its measured level, and only
 * then given back. Whatever fails ends in a prepared hint. One question of a learner at a time.
 */
import { AppError } from '#contract/error.ts';
import type { Verdict } from '#contract/grading.ts';
import type { Lab } from '#contract/lab.ts';
import type { TutorFrame, TutorQuestion, TutorTurnView, TutorView } from '#contract/tutor.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { toEventRow } from '#db/store/events.ts';
import { listSubmissions } from '#db/store/submissions.ts';
import { insertTutorTurn, listTutorReaders, sumTutorTokens, type TutorTurn } from '#db/store/tutor-turns.ts';
import { materialOf } from '#tutor/course-material.ts';
import { GUARD_LEVELS } from '#tutor/guard/inspection.ts';
import { classifyIntent } from '#tutor/intent.ts';
import { PROMPT_HASH } from '#tutor/prompt.ts';
import { type Written, writeReply } from '#tutor/write-reply.ts';
import type { TutorConfig } from './config.ts';
import type { Context } from './context.ts';
import { repliesLeft, turnView, tutorView } from './get-tutor.ts';
import { inLine, inTurn } from './in-turn.ts';
import { readDiagnoses, readLabFile } from './lab-files.ts';
import { observeTutor } from './metrics.ts';
import { findNamedDocs } from './tutor-docs.ts';
import { prepareHint } from './tutor-fallback.ts';
import { inspectAnswer } from './tutor-guard.ts';
import type { TurnNotes } from './tutor-notes.ts';
import { readTutorSituation, type TutorSituation } from './tutor-situation.ts';
import { describeVerdict } from './tutor-verdict.ts';

export interface AskingFor {
	readonly actor: Actor;
	readonly lab: Lab;
	readonly question: TutorQuestion;
	/** The learner has left. */
	readonly signal: AbortSignal;
	readonly tell: (state: Extract<TutorFrame, { event: 'state' }>['data']['state']) => void;
	/** Shorter in tests. */
	readonly timeoutMs?: number;
}

export interface Answered {
	readonly turn: TutorTurnView;
	readonly view: TutorView;
	/** The text of the turn, as it was checked or prepared. */
	readonly answer: string;
}

const DAY_MS = 86_400_000;

/** Refuses before anything is streamed. @throws AppError `unavailable` without a tutor, `too-many` with no answer left */
export async function requireTutorRoom(context: Context, actor: Actor, lab: Lab): Promise<TutorConfig> {
	const { tutor } = context.config;
	if (tutor === null)
		throw new AppError('unavailable', 'This installation has no tutor to chat with.', {
			fix: 'The prepared hints, the documentation and the error explanations answer without one.',
		});
	const now = context.now();
	const { turns } = await readTutorSituation(context, actor, lab);
	const { replies, of, opensAt } = repliesLeft(turns, now);
	if (replies === 0) {
		const minutes = Math.max(1, Math.ceil(((opensAt ?? now) - now) / 60_000));
		throw new AppError('too-many', `${of} answers in half an hour is the limit in one lab.`, {
			fix: `The prepared hints stay open. The tutor answers again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`,
		});
	}
	if (!(await hasTokensLeft(context, tutor)))
		throw new AppError('too-many', 'The tutor has used up what this site allows it for today.', {
			fix: 'The prepared hints stay open. The tutor answers again after midnight (UTC).',
		});
	return tutor;
}

/** Questions and completions draw on the same tokens of a day. */
export async function hasTokensLeft(context: Context, { dailyTokens }: TutorConfig): Promise<boolean> {
	const now = context.now();
	return (await sumTutorTokens(context.client, now - (now % DAY_MS))) < dailyTokens;
}

export function askTutor(context: Context, asking: AskingFor): Promise<Answered> {
	return inLine(`tutor ${asking.actor.id}`, () => answer(context, asking));
}

async function answer(context: Context, asking: AskingFor): Promise<Answered> {
	const { actor, lab, question, signal } = asking;
	signal.throwIfAborted();
	// Again: those before it in the line may have used up the last answer.
	const server = await requireTutorRoom(context, actor, lab);
	const startedAt = performance.now();
	const before = await readTutorSituation(context, actor, lab);
	const intent = classifyIntent(question.question, lab);
	const isMundane = intent === 'mundane';
	const level = isMundane ? 0 : Math.min(before.level, question.agreedTo);
	const verdict = await lastVerdict(context, actor, lab);
	const here = before.turns.filter(({ task }) => task === before.task);
	// Prepared hints are the course's own words, with a price of their own: they are no leak that adds up.
	const earlier = before.ofModel.filter(({ task }) => task === before.task);
	const written = await writeReply({
		server,
		request: {
			level,
			isMundane,
			lesson: lab.lesson,
			material: !before.isProbe && question.with.includes('task') ? courseMaterial(lab, level, verdict) : [],
			docs: await findNamedDocs(lab, question.question),
			question: question.question,
			code: question.code,
			verdict: question.with.includes('verdict') && verdict !== null ? describeVerdict(verdict) : null,
			history: historyOf(here),
		},
		inspect: (text) =>
			inspectAnswer(
				context,
				{
					...{ lab, userId: actor.id, level: GUARD_LEVELS[level] ?? 0 },
					...{ learnerCode: question.code ?? '', question: question.question, earlier },
				},
				text,
			),
		signal,
		tell: asking.tell,
		...(asking.timeoutMs === undefined ? {} : { timeoutMs: asking.timeoutMs }),
	});
	const latencyMs = Math.round(performance.now() - startedAt);
	const outcome = { written, intent, level, latencyMs, verdict, model: server.model };
	const turn = await inTurn(context, 'effort', actor.id, async (client) => {
		// And again: another web process may have delivered the last answer meanwhile.
		await requireTutorRoom(context, actor, lab);
		return deliver({ ...context, client }, asking, outcome);
	});
	observeTutor({ action: turn.action, tokensIn: turn.tokensIn, tokensOut: turn.tokensOut, ms: latencyMs, price: server.price });
	const [after, readers] = await Promise.all([readTutorSituation(context, actor, lab), listTutorReaders(context.client, actor.id)]);
	return { answer: turn.answer ?? '', turn: turnView(turn), view: tutorView(after, { readers, tutor: server }, context.now()) };
}

interface Outcome {
	readonly written: Written;
	readonly intent: TurnNotes['intent'];
	/** Level that the answer was written for. */
	readonly level: number;
	readonly latencyMs: number;
	readonly verdict: Verdict | null;
	readonly model: string;
}

/** Stores the turn with its event, then gives it. A check that began meanwhile, or a ceiling that was set, holds for what is delivered now. */
async function deliver(context: Context, { actor, lab, question }: AskingFor, outcome: Outcome): Promise<TutorTurn> {
	const { written, intent, latencyMs, model } = outcome;
	const situation = await readTutorSituation(context, actor, lab);
	const isMundane = intent === 'mundane';
	const allowed = isMundane ? 0 : Math.min(situation.level, outcome.level);
	const isOvertaken = written.text !== null && written.measured > allowed;
	const text = isOvertaken ? null : written.text;
	const prepared = text === null ? prepareHint(lab, allowed, outcome.verdict?.message ?? null) : null;
	const measured = prepared === null ? written.measured : (prepared.rung ?? 0);
	const now = context.now();
	const notes: TurnNotes = {
		intent,
		isMundane,
		agreedTo: question.agreedTo,
		candidates: written.inspections.map(({ ok, measured, reasons, scores, probe }) => ({
			ok,
			measured,
			reasons: [...reasons],
			scores: { ...scores },
			probe,
		})),
		fault: written.fault,
		shownRung: prepared?.rung ?? null,
		isOvertaken,
	};
	const turn: TutorTurn = {
		id: newId(now),
		userId: actor.id,
		labId: lab.id,
		task: situation.task,
		mode: situation.mode,
		question: question.question,
		answer: text ?? prepared?.text ?? '',
		allowed,
		measured,
		action: prepared !== null ? 'fallback' : written.isSecond ? 'regenerated' : 'pass',
		guard: { ...notes },
		model,
		promptHash: PROMPT_HASH,
		tokensIn: written.tokensIn,
		tokensOut: written.tokensOut,
		latencyMs,
		createdAt: new Date(now),
		removedAt: null,
	};
	await insertTutorTurn(context.client, turn, eventsOf(actor, lab, situation, turn, notes));
	return turn;
}

/** The tutor's own event; and when a rung of the ladder was shown for the first time, that the rung was taken, so that it stays visible there. */
function eventsOf(actor: Actor, lab: Lab, { task, mode, taken }: TutorSituation, turn: TutorTurn, notes: TurnNotes) {
	const base = { t: turn.createdAt.getTime(), skill: lab.skills.core, task, mode } as const;
	const kind = notes.isMundane ? ({ kind: 'mundane' } as const) : {};
	const rows = [
		toEventRow({
			userId: actor.id,
			labId: lab.id,
			event: { ...base, type: 'tutor', level: turn.measured, ...kind },
			extra: { turn: turn.id },
		}),
	];
	const rung = notes.shownRung;
	if (rung !== null && mode === 'practice' && !taken.has(rung))
		rows.push(toEventRow({ userId: actor.id, labId: lab.id, event: { ...base, type: 'hint', level: rung }, extra: { turn: turn.id } }));
	return rows;
}

function courseMaterial(lab: Lab, level: number, verdict: Verdict | null) {
	const id = verdict?.diagnosis;
	const text = id === undefined ? undefined : readDiagnoses(lab.id).get(id);
	return materialOf({ labId: lab.id, task: readLabFile(lab.id, 'task.mdx'), diagnosis: id && text ? { id, text } : null }, level);
}

function historyOf(earlier: readonly TutorTurn[]) {
	return earlier.flatMap(({ question, answer, measured }) =>
		question === null || answer === null ? [] : [{ question, answer, measured }],
	);
}

async function lastVerdict(context: Context, actor: Actor, lab: Lab): Promise<Verdict | null> {
	const rows = await listSubmissions(context.client, actor.id, lab.id);
	return rows.find(({ submission, verdict }) => submission.mode === 'practice' && verdict !== null)?.verdict ?? null;
}
