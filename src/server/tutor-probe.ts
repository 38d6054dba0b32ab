/**
 * Runs a lab's public checks on a program that a reply of the tutor would make, in the sandbox, in a process beside the web server: checks
 * compute, and nobody else's page waits for that. The process starts with the first probe and ends when none has come for a while.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { z } from 'zod';
import type { Lab } from '#contract/lab.ts';
import type { Probe, ProbeAnswer } from '#tutor/guard/inspection.ts';
import type { Context } from './context.ts';
import { ownSeedOf } from './own-seed.ts';

/** With the start of the process and of a sandbox. */
const PROBE_MS = 15_000;
const IDLE_MS = 5 * 60_000;

export interface ProbeRequest {
	readonly id: number;
	readonly labId: string;
	readonly program: string;
	/** Of the learner who asks. */
	readonly ownSeed: number;
}

const replySchema = z.object({
	id: z.number(),
	answer: z.discriminatedUnion('status', [
		z.object({ status: z.literal('judged'), passed: z.number(), total: z.number() }),
		z.object({ status: z.literal('unknown'), why: z.string() }),
	]),
});

interface Helper {
	readonly process: ChildProcess;
	readonly waiting: Map<number, (answer: ProbeAnswer) => void>;
	idle: NodeJS.Timeout | undefined;
}

const helpers = new WeakMap<Context, Helper>();
let lastId = 0;

/** Never throws: whatever fails is an unknown answer, and then nothing is proven. */
export function makeProbe(context: Context, lab: Pick<Lab, 'id' | 'perLearner'>, userId: string): Probe {
	const ownSeed = ownSeedOf(context.secret, lab, userId);
	return async (program) => {
		const helper = helpers.get(context) ?? startHelper(context);
		clearTimeout(helper.idle);
		const id = ++lastId;
		const answered = new Promise<ProbeAnswer>((resolve) => helper.waiting.set(id, resolve));
		const late = setTimeout(() => endHelper(context, helper, `no verdict within ${PROBE_MS} ms`), PROBE_MS);
		helper.process.send({ id, labId: lab.id, program, ownSeed } satisfies ProbeRequest, (error) => {
			if (error) endHelper(context, helper, error.message);
		});
		const answer = await answered;
		clearTimeout(late);
		if (answer.status === 'unknown') context.log.warn({ event: 'tutor-probe', why: answer.why });
		helper.idle = setTimeout(() => endHelper(context, helper, 'idle'), IDLE_MS).unref();
		return answer;
	};
}

function startHelper(context: Context): Helper {
	const root = process.env['GRADUS_ROOT'] ?? process.cwd();
	// The key of the model's server and the secrets of this one are none of its business.
	const kept = ['PATH', 'HOME', 'GRADUS_ROOT', 'GRADUS_DIST', 'SANDBOX', 'GRADUS_MODE', 'NODE_ENV', 'NODE_OPTIONS'];
	const env = Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
	const started = fork(join(root, 'src/server/tutor-probe-main.ts'), { env, execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
	const helper: Helper = { process: started, waiting: new Map(), idle: undefined };
	started.on('message', (message) => {
		const parsed = replySchema.safeParse(message);
		if (!parsed.success) return endHelper(context, helper, 'an answer that is none');
		helper.waiting.get(parsed.data.id)?.(parsed.data.answer);
		helper.waiting.delete(parsed.data.id);
	});
	started.once('error', (error) => endHelper(context, helper, error.message));
	started.once('exit', (code, signal) => endHelper(context, helper, `the process ended with ${signal ?? code}`));
	// Nobody waits for it at the end of the server: it ends with the channel.
	started.unref();
	started.channel?.unref();
	helpers.set(context, helper);
	return helper;
}

function endHelper(context: Context, helper: Helper, why: string): void {
	if (helpers.get(context) === helper) helpers.delete(context);
	clearTimeout(helper.idle);
	for (const answer of helper.waiting.values()) answer({ status: 'unknown', why });
	helper.waiting.clear();
	if (helper.process.exitCode === null) helper.process.kill('SIGKILL');
}
