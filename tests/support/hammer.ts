/** One of several web processes that get the same learner's requests at the same moment: run by turns.test.ts, starts when it is told to. */
import { answerPrediction } from '#server/answer-prediction.ts';
import { askHuman } from '#server/ask-human.ts';
import { readConfig } from '#server/config.ts';
import { openContext } from '#server/context.ts';
import { requireLab } from '#server/get-lab.ts';
import { joinCohort } from '#server/join-cohort.ts';
import { openRung } from '#server/open-rung.ts';
import { recordActive } from '#server/record-active.ts';
import { recordPractice } from '#server/record-practice.ts';
import { saveDraft } from '#server/save-draft.ts';
import { submit } from '#server/submit.ts';

const [userId = '', joinCode = '', sharedKey = ''] = process.argv.slice(2);
const context = await openContext(readConfig());
const lab = requireLab('causal-attention');
const actor = { id: userId, username: userId, displayName: 'Ada', role: 'learner', isDemo: false } as const;
const TIMES = 4;

async function repeat(run: (n: number) => Promise<unknown>): Promise<void> {
	// Refusals are what the test counts on.
	await Promise.allSettled(Array.from({ length: TIMES }, (_, n) => run(n)));
}

const submitAs = (idempotencyKey: string) =>
	submit(context, actor, { lab: lab.id, version: lab.version, code: 'export {};', checkpoints: [], idempotencyKey });

async function hammer(): Promise<void> {
	await Promise.all([
		repeat(() => recordActive(context, actor, lab)),
		repeat((n) => recordPractice(context, actor, lab, { code: `const at = ${process.pid} + ${n};` })),
		repeat(() => openRung(context, actor, lab, 1)),
		repeat((n) => answerPrediction(context, actor, { lesson: '1.4', question: 'diagonal', variant: 0, answer: String(n % 2) })),
		repeat((n) => saveDraft(context, actor, lab.id, { name: `${process.pid} ${n}`, code: '', labVersion: 1, revision: 0 })),
		repeat((n) => saveDraft(context, actor, lab.id, { name: '', code: `${process.pid} ${n}`, labVersion: 1, revision: 1 })),
		repeat(() => askHuman(context, actor, lab, `What does process ${process.pid} mean?`)),
		repeat(() => joinCohort(context, userId, joinCode, '127.0.0.1')),
		repeat(() => submitAs(sharedKey)),
		repeat(() => submitAs(crypto.randomUUID())),
	]);
}

process.stdin.once('data', () => {
	void hammer().then(() => process.exit(0));
});
console.log('ready');
