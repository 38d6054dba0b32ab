/**
 * A child that speaks out of turn, or says something that is no answer to what it was asked, is ended at once and never believed: before there is a
 * submission in it that is our fault; under one it is tried in a new child, and only a second time with a sound canary is it the learner's.
 */
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tensorValue } from '#contract/value.ts';
import { SubjectEnded } from '#grading/core/subject.ts';
import { Child, ChildDied } from '#grading/sandbox/child-process.ts';
import { type Layers, probeLayers } from '#grading/sandbox/layers.ts';
import { packValue } from '#grading/sandbox/pack-value.ts';
import { Pool } from '#grading/sandbox/pool.ts';
import { gradeSubmission } from '#grading/sandbox/run-submission.ts';
import { childrenThat, ON_LOAD, READY, writes } from './support/broken-children.ts';
import { doublingLab } from './support/doubling.ts';
import { doubling } from './support/entry.ts';
import { isAlive } from './support/processes.ts';
import { openPool } from './support/sandbox.ts';

const RIGHT = doubling('return tf.mul(x, 2);');
const SIX = Buffer.from(packValue({ value: tensorValue([6], [1]), logs: '' })).toString('hex');
const LOADED = writes('{"type":"loaded"}');
const STAYS = 'setInterval(() => 0, 1000);';

/** Loads, and answers the n-th call (from 1) by a script, which may say `answer(id, body)`, knows the call's `id` and those before it, `ids`. */
function onCall(script: string): string {
	const answer = `const answer = (id, body) => {
		const head = Buffer.from(JSON.stringify({ type: 'result', id, status: 'ok' }));
		const sizes = Buffer.alloc(8);
		sizes.writeUInt32LE(head.length, 0);
		sizes.writeUInt32LE(body.length, 4);
		require('fs').writeSync(3, Buffer.concat([sizes, head, body]));
	};
	const six = Buffer.from('${SIX}', 'hex'), ids = [];`;
	return `${answer} ${ON_LOAD(`const id = /"type":"call","id":"(\\w+)"/.exec(d.toString('latin1'))?.[1]; if (id === undefined) ${LOADED} else { ids.push(id); ${script} }`)}`;
}

/** What it does under a submission, and what staff read when each child does it. A second frame may be read before the next question or after it. */
const OUT_OF_TURN: readonly (readonly [string, string, RegExp])[] = [
	['answers the load twice', ON_LOAD(LOADED + LOADED), /a frame that nobody asked for|an answer to another call/],
	['answers the load with a type that is another’s', ON_LOAD(writes('{"type":"measured"}')), /an answer to load that is none/],
	['answers with a type that there is not', ON_LOAD(writes('{"type":"verdict","outcome":"accepted"}')), /an answer to load that is none/],
	['answers without a type', ON_LOAD(writes('{"outcome":"accepted"}')), /an answer to load that is none/],
	['answers with a head that is none', ON_LOAD(writes('["loaded"]')), /The head of a frame is not an object/],
	['does not load for a reason that is none', ON_LOAD(writes('{"type":"load-error","diagnosis":7}')), /an unknown diagnosis/],
	['answers a call that nobody made', onCall("answer('0', six);"), /an answer to another call/],
	['answers a call twice', onCall('answer(id, six); answer(id, six);'), /a frame that nobody asked for|an answer to another call/],
	['answers a call with what it said of the one before', onCall('answer(ids.at(-2) ?? id, six);'), /an answer to another call/],
	['answers a call with what cannot be read', onCall("answer(id, Buffer.from('six'));"), /a result that cannot be read/],
];
/** Two sound children boot for each, which takes its time: of those that speak once too often, and of one that answers what nobody asked. */
const SOME = OUT_OF_TURN.filter(([name]) => /twice|nobody made/.test(name));

describe('a child that', () => {
	const sound = probeLayers('off');
	let folder: string;
	beforeAll(async () => {
		const built = await openPool('off');
		folder = built.folder;
		await built.close();
	});

	/** The first children run the script, those after them are ours. None is kept ahead: they boot in the order in which they are asked for. */
	function poolOf(script: string, broken: number): { pool: Pool; boots: () => number } {
		let boots = 0;
		const layers: Layers = { ...sound, command: (...how) => (boots++ < broken ? childrenThat(script) : sound).command(...how) };
		return { pool: new Pool({ layers, folder, size: 0 }), boots: () => boots };
	}
	const grade = (pool: Pool, limits: { callMs?: number } = {}) => gradeSubmission({ ...doublingLab().input, code: RIGHT, ...limits }, pool);

	test.each(SOME)(
		'%s is ended: twice before a sound canary it is the code’s doing, and the next submission is accepted',
		async (_, script) => {
			const { pool, boots } = poolOf(script, 2);
			try {
				const { verdict, fault } = await grade(pool);

				expect({ outcome: verdict.outcome, fault, children: boots() }).toEqual({ outcome: 'error', fault: undefined, children: 3 });
				expect((await grade(pool)).verdict.outcome).toBe('accepted');
				await expect.poll(() => pool.pids(), { timeout: 20_000 }).toEqual([]);
			} finally {
				await pool.close();
			}
		},
	);

	test.each(OUT_OF_TURN)('%s, as each does, is our fault with a reason for staff, and no check is believed', async (_, script, reason) => {
		const { pool, boots } = poolOf(script, Number.POSITIVE_INFINITY);
		try {
			const { verdict, fault } = await grade(pool);

			expect({ outcome: verdict.outcome, checks: verdict.checks, children: boots() }).toEqual({
				outcome: 'unavailable',
				checks: [],
				children: 3,
			});
			expect(fault).toMatch(reason);
		} finally {
			await pool.close();
		}
	});

	test('answers when its time is up is ended by the clock', async () => {
		const { pool, boots } = poolOf(onCall('setTimeout(() => answer(id, six), 60_000);'), 1);
		try {
			const { verdict } = await grade(pool, { callMs: 300 });

			expect({ outcome: verdict.outcome, children: boots() }).toEqual({ outcome: 'timeout', children: 1 });
			expect((await grade(pool)).verdict.outcome).toBe('accepted');
			await expect.poll(() => pool.pids(), { timeout: 20_000 }).toEqual([]);
		} finally {
			await pool.close();
		}
	});

	describe('is kept ahead and', () => {
		const opened: Child[] = [];
		const open = (script: string): Child => {
			const child = new Child(childrenThat(script), tmpdir(), { holds: 'submission', memoryMiB: 192, cpuSeconds: 60 });
			opened.push(child);
			return child;
		};
		afterAll(() => Promise.all(opened.map((child) => child.dispose())));
		const ask = (child: Child) => child.ask({ type: 'load', gradus: [], offered: [], callMs: 1_000 }, new Uint8Array());
		const endOf = (child: Child): Promise<unknown> =>
			ask(child).then(
				() => null,
				(error: unknown) => error,
			);

		test.each([
			['says that it is ready twice', `${READY} ${READY} ${STAYS}`],
			['answers before it is asked', `${READY} ${LOADED} ${STAYS}`],
		])('%s is ended for our fault, with no submission in it', async (_, script) => {
			const child = open(script);
			await child.ready;
			await child.exited;
			const end = await endOf(child);

			expect(end).toBeInstanceOf(SubjectEnded);
			expect(end).not.toBeInstanceOf(ChildDied);
			expect(end).toMatchObject({ reason: 'unavailable', message: 'The sandbox sent a frame that nobody asked for.' });
			expect(child.death).toBeUndefined();
			expect(child.pid !== undefined && isAlive(child.pid)).toBe(false);
		});

		test('says something else first is ended before it is ready', async () => {
			const child = open(`${writes('{"type":"loaded"}')} ${STAYS}`);
			await expect(child.ready).rejects.toMatchObject({ reason: 'unavailable', message: 'The sandbox sent loaded before it was ready.' });
			await child.exited;
			expect(child.pid !== undefined && isAlive(child.pid)).toBe(false);
		});

		test('speaks late, after its answer, is ended as one that died under the submission, and is asked nothing more', async () => {
			const child = open(ON_LOAD(`${LOADED} setTimeout(() => ${LOADED}, 200);`));
			await child.ready;
			child.startClock(60_000);
			expect((await ask(child)).head).toEqual({ type: 'loaded' });
			await child.exited;

			expect(child.death).toMatchObject({
				by: 'itself',
				reason: 'unavailable',
				message: 'The sandbox sent a frame that nobody asked for.',
			});
			expect(await endOf(child)).toBe(child.death);
			expect(child.pid !== undefined && isAlive(child.pid)).toBe(false);
		});
	});
});
