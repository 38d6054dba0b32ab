/** Plays one entry of the corpus and holds what is true of every verdict, whatever was sent. */
import { existsSync } from 'node:fs';
import { expect } from 'vitest';
import { verdictSchema } from '#contract/grading.ts';
import { MAX_LOG_BYTES } from '#contract/limits.ts';
import type { Child } from '#grading/sandbox/child-process.ts';
import { MOST_STRETCH, waitMeter } from '#grading/sandbox/fair-clock.ts';
import type { Graded } from '#grading/sandbox/grade-once.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { verdictForLearner } from '#server/get-submission.ts';
import { isNight } from '../../support/sample.ts';
import { doublingLab } from './doubling.ts';
import type { CorpusEntry, Seen } from './entry.ts';
import { gradeCode, textOfLab } from './sandbox.ts';

const LAB = 'causal-attention';
const SOLUTION = textOfLab(LAB, 'solution.ts');

/** Of one submission; shorter than any lab's. Training gets the lab's own. */
const LIMITS = { wallMs: 2_500, callMs: 700 };
/** One that dies under a submission is followed by another, and that one by two known-good submissions. */
const MOST_CHILDREN = 4;
const LOOK_MS = 100;
/** Whether the machine says how long it keeps anybody waiting. */
const IS_TOLD = existsSync('/proc/self/schedstat');

/** One child, from the moment that it was ready until its process was gone. */
interface Life {
	readonly wallMs: number;
	readonly ms: number;
	/** How long of it the machine kept the child or the grader waiting, as the grader's clock counts. */
	readonly waitedMs: number;
}

export interface Played extends Seen {
	readonly fault: string | undefined;
	/** From the question to the verdict, boots and waiting included. */
	readonly ms: number;
	readonly lives: readonly Life[];
}

export async function playEntry(pool: Pool, { code, lab }: Pick<CorpusEntry, 'code' | 'lab'>): Promise<Played> {
	const doubling = doublingLab();
	const lives: Promise<Life>[] = [];
	const watched = watch(pool, (life) => lives.push(life));
	const startedAt = performance.now();
	const graded: Graded =
		lab === 'doubling'
			? await gradeSubmission({ ...doubling.input, code, ...LIMITS }, watched)
			: await gradeCode(watched, lab ?? LAB, code, lab === undefined ? LIMITS : {});
	const ms = performance.now() - startedAt;
	return { verdict: graded.verdict, fault: graded.fault, heard: doubling.heard, ms, lives: await Promise.all(lives) };
}

/** The pool as one submission has it: tells how long each child that it is given lives. */
function watch(pool: Pool, tell: (life: Promise<Life>) => void): Pool {
	const take: Pool['take'] = async (...how) => {
		const child = await pool.take(...how);
		tell(lifeOf(child, how[0]?.wallMs ?? Number.NaN));
		return child;
	};
	return new Proxy(pool, {
		get(target, key) {
			if (key === 'take') return take;
			const value: unknown = Reflect.get(target, key, target);
			// A method that keeps what is private to the pool must be called on the pool.
			return typeof value === 'function' ? value.bind(target) : value;
		},
	});
}

async function lifeOf(child: Child, wallMs: number): Promise<Life> {
	const readyAt = performance.now();
	const [ours, all] = [waitMeter(undefined), waitMeter(child.pid)];
	let childsMs = 0;
	// The files that tell end with the child, so they are read while it lives.
	const looks = setInterval(() => {
		childsMs = Math.max(childsMs, all() - ours());
	}, LOOK_MS);
	await child.exited;
	clearInterval(looks);
	// What only Linux tells may have been any wait elsewhere.
	const waitedMs = IS_TOLD ? childsMs + ours() : Number.POSITIVE_INFINITY;
	return { wallMs, ms: performance.now() - readyAt, waitedMs };
}

/** Whatever came before, a good submission is accepted: at night by all of its checks, by day by the public ones, in half the time. */
export async function expectGoodAccepted(pool: Pool): Promise<void> {
	const { verdict, fault } = await gradeCode(pool, LAB, SOLUTION, {}, isNight ? undefined : []);
	expect(verdict.outcome, fault).toBe('accepted');
	expect(verdict.checks.length).toBeGreaterThan(0);
}

/** Within the wall and a second, however hostile the code was; while a busy machine keeps them waiting, clocks stand still, and no longer. */
export function expectInTime({ lives }: Pick<Played, 'lives'>): void {
	expect(lives.length).toBeGreaterThan(0);
	expect(lives.length).toBeLessThanOrEqual(MOST_CHILDREN);
	for (const { wallMs, ms, waitedMs } of lives) expect(ms).toBeLessThan(Math.min(wallMs + waitedMs, MOST_STRETCH * wallMs) + 1_000);
}

/** Whole seconds, little output, authored words for hidden checks, and nothing left behind in the grader. */
export function expectSoundVerdict({ verdict }: Pick<Played, 'verdict'>): void {
	const told = verdictSchema.parse(JSON.parse(JSON.stringify(verdictForLearner(verdict))));
	expect(told).not.toHaveProperty('grader');
	expect(told.durationMs % 1_000).toBe(0);
	expect(Buffer.byteLength(told.logs ?? '')).toBeLessThanOrEqual(MAX_LOG_BYTES);
	expect(told.message.length).toBeLessThan(1_000);
	for (const check of told.checks.filter(({ visibility }) => visibility === 'hidden')) {
		expect(check).not.toHaveProperty('line');
		expect(check).not.toHaveProperty('evidence');
	}
	expect(Reflect.ownKeys({}.constructor.prototype).sort()).toEqual(PRISTINE);
}

const PRISTINE = Reflect.ownKeys(Object.prototype).sort();
