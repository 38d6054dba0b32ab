/**
 * A2: what hidden checks ask and expect stays in the grader: it is in no row, no reply and no line of the log, whatever the file tries, and what they
 * expect is in no frame to a child.
 */
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TensorValue, tensorValue, type Value } from '#contract/value.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import type { Check } from '#grading/core/check.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import type { Pool } from '#grading/sandbox/pool.ts';
import { attend } from '#labs/causal-attention/reference.hidden.ts';
import type { Context } from '#server/context.ts';
import { getSubmissionView } from '#server/get-submission.ts';
import { gradeNext } from '#server/grader.ts';
import { prepareSubmission } from '#server/prepare-submission.ts';
import { exportPerson } from '#server/privacy.ts';
import { makeSubmission, makeUser } from '../support/database.ts';
import { openTestContext } from '../support/site.ts';
import { attention, RIGHT_BODY } from './support/entry.ts';
import { readHiddenFrames } from './support/hidden-frames.ts';
import { gradeCode, openPool } from './support/sandbox.ts';

/** No public check has heads this wide. */
const IS_HIDDEN = '(q.shape.at(-1) ?? 0) >= 8';
const TELL = "'LEAK ' + Array.from(q.dataSync()).join(' ')";
const CODES = {
	'a wrong answer': attention('return tf.mul(v, 0.5);'),
	'inputs in a message': attention(`if (${IS_HIDDEN}) throw new Error(${TELL}); ${RIGHT_BODY}`),
	'inputs on the console and in a name': attention(
		`if (${IS_HIDDEN}) { console.log(${TELL}); throw Object.assign(new Error(), { name: ${TELL} }); } ${RIGHT_BODY}`,
	),
	'inputs as the result': attention(`return ${IS_HIDDEN} ? ${TELL} : v;`),
};

const sent: Uint8Array[] = [];
const logged: string[] = [];
let pool: Pool;
let context: Context & { close(): Promise<void> };
let userId: string;

beforeAll(async () => {
	pool = await openPool('auto', (bytes) => sent.push(Uint8Array.from(bytes)));
	const opened = await openTestContext();
	context = { ...opened, log: pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }) };
	userId = await makeUser(context.client);
});
afterAll(() => Promise.all([pool.close(), context.close()]));

test.each(Object.entries(CODES))('A2: %s leaves nothing of a hidden case in rows, replies and logs', async (_, code) => {
	const { client } = context;
	sent.length = 0;
	const id = await makeSubmission(client, userId, { code, labHash: '', secretId: context.secret.id });
	const options = { pool, owner: 'grader', prepare: prepareSubmission, signal: new AbortController().signal };
	expect(await gradeNext(context, 'quick', options)).toBe('done');

	const view = await getSubmissionView(context, await selectSubmission(client, id));
	expect(view.verdict?.outcome).toMatch(/rejected|error/);
	// A submission's own code is the learner's, and names the marker.
	const { submissions: _own, ...tables } = client.schema;
	const rows = await Promise.all(Object.values(tables).map((table) => client.db.select().from(table)));
	const exported = {
		...(await exportPerson(context, { id: userId, username: '', displayName: '', role: 'learner', isDemo: false }, '')),
		submissions: null,
	};
	const said = [JSON.stringify(view), JSON.stringify(rows), JSON.stringify(exported), ...logged].join('\n');

	const { inputs, expected, answersSent } = readHiddenFrames(sent);
	expect(inputs.length).toBeGreaterThan(100);
	expect(expected.size).toBeGreaterThan(500);
	expect(answersSent).toEqual([]);
	const numbers = [...inputs.flatMap(({ data }) => [...data]), ...expected].map(String).filter((text) => text.length > 10);
	expect(numbers.length).toBeGreaterThan(1_000);
	expect([...new Set(numbers)].filter((text) => said.includes(text))).toEqual([]);
	// By its truth alone: a failure would print all that was said.
	expect(said.includes('LEAK')).toBe(false);
});

/** A check of the test's own that asks about one case, and sends what `along` makes of the right answer too. */
function tellingCheck(along: (answer: TensorValue) => readonly Value[]): Check {
	return {
		id: 'telling',
		title: 'Telling',
		visibility: 'hidden',
		points: 1,
		async run({ subject, random }) {
			const [q, k, v] = [randomTensor(random, [3, 4]), randomTensor(random, [3, 4]), randomTensor(random, [3, 2])] as const;
			await subject.call('causalAttention', [q, k, v, ...along(attend(q, k, v))]);
			return { outcome: 'pass' };
		},
	};
}

test.each<[string, (answer: TensorValue) => readonly Value[], boolean]>([
	['nothing', () => [], false],
	['the answer as a tensor', (answer) => [answer], true],
	['one number of it', ({ data }) => [data[5] ?? 0], true],
	['it as a list, deep in another', ({ data }) => [[[{ rows: [...data] }]]], true],
	['it after other numbers', ({ data }) => [tensorValue([1, 2, ...data], [data.length + 2])], true],
])('A2: that a hidden check sent %s along is seen in the frames', async (_, along, isSeen) => {
	sent.length = 0;
	await gradeCode(pool, 'causal-attention', attention(RIGHT_BODY), {}, [tellingCheck(along)]);
	const { cases, expected, answersSent } = readHiddenFrames(sent);
	expect(cases).toHaveLength(1);
	expect(expected.size).toBeGreaterThan(1);
	expect(answersSent.length > 0).toBe(isSeen);
});
