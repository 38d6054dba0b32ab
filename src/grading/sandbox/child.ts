/**
 * The disposable child: one isolate, one submission, then gone. Speaks frames on fd 3 and nothing else.
 * Says timeout and out-of-memory from its own clock and heap only; ends itself when the grader is gone.
 */
import type { Value } from '#contract/value.ts';
import type { CallResult } from '#grading/core/subject.ts';
import { openChildSocket } from './child-socket.ts';
import type { Frame } from './frames.ts';
import { Learner, type LearnerCall, LimitMet, type Load } from './learner.ts';
import { packValue, unpackValue } from './pack-value.ts';
import { RealmHost } from './realm-host.ts';
import { transpile } from './transpile.ts';

const send = openChildSocket(answer, fail);
const [realmPath = '', addonPath = '', memory = '192'] = process.argv.slice(2);
const host = new RealmHost(realmPath, addonPath, Number(memory));
let learner: Learner | undefined;

async function answer(frame: Frame): Promise<void> {
	const { head, body } = frame;
	if (head['type'] === 'prepare') {
		// Not waited for: the submission that ends it is the next frame.
		host.makeMore().catch(fail);
		return;
	}
	if (head['type'] === 'load') return answerLoad(head, body);
	if (head['type'] === 'call' && learner !== undefined) return answerCall(learner, head, body);
	throw new Error('The grader sent a frame that does not belong here.');
}

async function answerLoad(head: Frame['head'], body: Buffer): Promise<void> {
	// The grader is our own process; the shapes are those of ToChild.
	const settings = head as unknown as Pick<Load, 'gradus' | 'offered' | 'callMs'>;
	const texts = unpackValue(body) as unknown as Pick<Load, 'code' | 'my' | 'lend' | 'harness'>;
	learner = new Learner(host, { ...settings, ...texts });
	const error = await learner.load();
	if (error === null) send({ type: 'loaded', ...(learner.lent.length === 0 ? {} : { lent: learner.lent }) });
	else send({ type: 'load-error', ...error });
}

async function answerCall(subject: Learner, head: Frame['head'], body: Buffer): Promise<void> {
	// As above: the grader's own frame.
	const call = head as unknown as Pick<LearnerCall, 'how' | 'name' | 'seed' | 'isFresh' | 'isWatched'> & { readonly id: string };
	const [args, wrt, cotangent] = unpackValue(body) as unknown as [Value[], number[], Value];
	const { result, logs } = await subject.call({ ...call, args, wrt, cotangent });
	if (result.status === 'ok') return sendValue(call.id, result, logs);
	const message = 'message' in result ? result.message : '';
	const { kind, line, column } = result.status === 'threw' ? result : { kind: undefined, line: undefined, column: undefined };
	send(
		{
			type: 'result',
			id: call.id,
			status: result.status,
			...(kind === undefined ? {} : { kind }),
			...(line === undefined ? {} : { line }),
			...(column === undefined ? {} : { column }),
		},
		packValue({ message, logs }),
	);
}

/** The driver makes values that fit, unless learner code has changed what it stands on; then the value is theirs and is refused as such. */
function sendValue(id: string, { value, watched }: Extract<CallResult, { status: 'ok' }>, logs: string): void {
	let body: Buffer;
	try {
		body = packValue({ value, logs, ...(watched === undefined ? {} : { args: watched.args, left: watched.left }) });
		unpackValue(body);
	} catch {
		send({ type: 'result', id, status: 'unsupported' }, packValue({ message: 'It cannot be passed on as plain data.', logs }));
		return;
	}
	send({ type: 'result', id, status: 'ok' }, body);
}

// An isolate that runs out of memory can reject promises that nobody holds any more; Node would end with a bare code 1.
process.on('unhandledRejection', fail);
process.on('uncaughtException', fail);

function fail(error: unknown): void {
	if (host.isolate.isDisposed) send({ type: 'ended', reason: 'out-of-memory' });
	else if (error instanceof LimitMet) send({ type: 'ended', reason: error.reason });
	else send({ type: 'fault', message: String(error instanceof Error ? error.stack : error).slice(0, 2_000) });
}

// The compiler's first use takes longer; that time is spent before a submission is there.
transpile('const warm: number = 1;');
host.warm().then((version) => send({ type: 'ready', node: process.version, tfjs: version }), fail);
