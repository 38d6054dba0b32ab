/** A2: what hidden checks ask and expect stays in the grader: it is in no row, no reply and no line of the log, whatever the file tries. */
import pino from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import { selectSubmission } from '#db/store/submissions.ts';
import { FrameReader } from '#grading/sandbox/frames.ts';
import { unpackValue } from '#grading/sandbox/pack-value.ts';
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
import { openPool } from './support/sandbox.ts';

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

/** Inputs of the hidden phase, as they were sent. */
function hiddenInputs(): TensorValue[] {
	const frames = [...new FrameReader().push(Buffer.concat(sent))].filter(({ head }) => head['type'] === 'call' && head['isFresh'] === true);
	return frames.flatMap(({ body }) => tensorsOf(unpackValue(body)));
}

function tensorsOf(value: Value): TensorValue[] {
	if (isTensorValue(value)) return [value];
	return Array.isArray(value) ? value.flatMap((item: Value) => tensorsOf(item)) : [];
}

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

	const inputs = hiddenInputs();
	expect(inputs.length).toBeGreaterThan(100);
	const triples = inputs.slice(0, 60).flatMap((q, i, all) => {
		const [k, v] = [all[i + 1], all[i + 2]];
		return i % 3 === 0 && k !== undefined && v !== undefined ? [[q, k, v] as const] : [];
	});
	const expected = triples.map((triple) => attend(...triple));
	const numbers = [...inputs, ...expected].flatMap(({ data }) => Array.from(data, String)).filter((text) => text.length > 10);
	expect(numbers.length).toBeGreaterThan(1_000);
	expect([...new Set(numbers)].filter((text) => said.includes(text))).toEqual([]);
	// By its truth alone: a failure would print all that was said.
	expect(said.includes('LEAK')).toBe(false);
});
