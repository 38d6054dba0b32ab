/** Messages on both engines: what is told to whom, read and unread, kinds turned off, due checks by the hour, and the private feed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Verdict } from '#contract/grading.ts';
import type { Actor } from '#contract/user.ts';
import { newId } from '#db/id.ts';
import { insertEvent } from '#db/store/events.ts';
import { insertHelpRequest } from '#db/store/help-requests.ts';
import { erasePerson } from '#db/store/person.ts';
import { selectOptionalVerdict, selectSubmission } from '#db/store/submissions.ts';
import { answerHelpRequest } from '#server/answer-help-request.ts';
import { readFeed, xml } from '#server/feed.ts';
import { countUnreadOf, getInbox } from '#server/get-inbox.ts';
import { requireLab } from '#server/get-lab.ts';
import { handleInboxForm } from '#server/inbox-form.ts';
import { remindOfChecks } from '#server/remind-of-checks.ts';
import { replaceVerdict } from '#server/replace-verdict.ts';
import { handleSubmissionForm } from '#server/submission-form.ts';
import { sweep } from '#server/sweep.ts';
import { tell } from '#server/tell.ts';
import { ENGINES } from '../support/database.ts';
import {
	ACCEPTED,
	judge,
	type LearningTest,
	MINUTE_MS,
	makeActor,
	makeCohort,
	openLearningTest,
	REJECTED,
	verdictOf,
} from '../support/learning.ts';

const DAY = 86_400_000;
const ORIGIN = 'https://gradus.example.org';
const LAB = 'causal-attention';

describe.each(ENGINES)('an inbox on %s', (engine) => {
	let test: LearningTest;
	let okafor: Actor;
	let ada: Actor;
	let bao: Actor;
	let cohortId: string;

	beforeAll(async () => {
		test = await openLearningTest(engine);
	});
	afterAll(() => test.close());
	beforeEach(async () => {
		okafor = await makeActor(test.context, { displayName: 'S. Okafor', role: 'instructor' });
		[ada, bao] = [await makeActor(test.context, { displayName: 'Ada' }), await makeActor(test.context, { displayName: 'Bao' })];
		cohortId = await makeCohort(test.context, okafor, [ada, bao]);
		test.later(MINUTE_MS);
	});

	const inbox = (actor = ada) => getInbox(test.context, actor);
	const send = (fields: Record<string, string>, actor = ada) => handleInboxForm(test.context, actor, fields);
	const unread = (actor = ada) => countUnreadOf(test.context, actor);
	const review = (submissionId: string, fields: Record<string, string>) => {
		const form = new FormData();
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		return handleSubmissionForm(test.context, okafor, { cohortId, submissionId }, form);
	};
	const comment = (submissionId: string, text = 'Why two?') => review(submissionId, { action: 'comment', line: '', text });
	const signIn = (actor: Actor) => {
		const { sessions } = test.context.client.schema;
		const at = new Date(test.context.now());
		const ends = new Date(test.context.now() + 30 * DAY);
		return test.context.client.db
			.insert(sessions)
			.values({ id: newId(), userId: actor.id, createdAt: at, expiresAt: ends, absoluteExpiresAt: ends });
	};

	it('comments, an outcome and an answer are told to their learner, each with the way to it, and to nobody else', async () => {
		const id = await judge(test.context, ada, REJECTED);
		await comment(id);
		test.later(MINUTE_MS);
		await review(id, { action: 'override', outcome: 'accepted', reason: 'right idea, wrong check' });
		test.later(MINUTE_MS);
		const question = { id: newId(), userId: ada.id, labId: LAB, text: 'Where does the mask go?', createdAt: new Date(test.context.now()) };
		await insertHelpRequest(test.context.client, { ...question, answer: null, answeredBy: null, answeredAt: null });
		await answerHelpRequest(test.context, okafor, { requestId: question.id, answer: 'Before the softmax.' });

		const { lines } = await inbox();
		expect(lines.map(({ kind, title, href }) => [kind, title, href])).toEqual([
			['answer', 'Your question about 1.4 Causal self-attention has an answer', `/lab/${LAB}`],
			['override', 'An outcome was set for you on 1.4 Causal self-attention', `/lab/${LAB}`],
			['comment', 'A comment on your submission of 1.4 Causal self-attention', '/me#comments'],
		]);
		expect(lines[1]).toMatchObject({ open: 'It was not accepted and is accepted now.', text: 'S. Okafor: “right idea, wrong check”' });
		expect(await unread()).toBe(3);
		for (const other of [bao, okafor]) expect((await inbox(other)).lines).toEqual([]);
	});

	it('several comments on one submission are one message, unread again with each', async () => {
		const id = await judge(test.context, ada, REJECTED);
		await comment(id);
		await send({ action: 'read', message: (await inbox()).lines[0]?.id ?? '' });
		expect(await unread()).toBe(0);
		await comment(id, 'And why here?');
		expect((await inbox()).lines).toHaveLength(1);
		expect(await unread()).toBe(1);
	});

	it('a verdict that a regrade changed is told once a lab, with its undoing, and one that reads the same is not', async () => {
		const put = async (id: string, verdict: Verdict, cause: 'regrade' | 'undo') => {
			const { client } = test.context;
			const seen = await selectOptionalVerdict(client, id);
			if (!seen) throw new Error('There is no verdict to replace.');
			const submission = await selectSubmission(client, id);
			return replaceVerdict(test.context, {
				submission,
				seen,
				verdict,
				cause,
				regradeId: 'r1',
				actorId: okafor.id,
				reason: 'a check was wrong',
			});
		};
		const ids = [await judge(test.context, ada, REJECTED), await judge(test.context, ada, REJECTED)];
		await put(ids[0] ?? '', verdictOf('rejected', { message: 'In other words.' }), 'regrade');
		expect(await unread()).toBe(0);

		for (const id of ids) await put(id, ACCEPTED, 'regrade');
		expect((await inbox()).lines).toMatchObject([
			{ kind: 'verdict', title: expect.stringContaining('was judged again'), text: 'The reason: “a check was wrong”' },
		]);
		await put(ids[0] ?? '', REJECTED, 'undo');
		expect((await inbox()).lines).toMatchObject([{ title: expect.stringContaining('was taken back'), isUnread: true }]);
	});

	it('is read one by one, back again, and all up to what the page showed; never somebody else’s', async () => {
		const first = await judge(test.context, ada, REJECTED);
		await comment(first);
		const [message] = (await inbox()).lines;
		await send({ action: 'read', message: message?.id ?? '' }, bao);
		expect(await unread()).toBe(1);

		const shownAt = test.context.now();
		test.later(MINUTE_MS);
		await comment(await judge(test.context, ada, REJECTED, 'export const other = 1;'));
		await send({ action: 'read-all', until: String(shownAt) });
		expect(await unread()).toBe(1);
		await send({ action: 'unread', message: message?.id ?? '' });
		expect(await unread()).toBe(2);
		await send({ action: 'read-all', until: String(test.context.now()) });
		expect(await unread()).toBe(0);
	});

	it.each([{ action: 'read-all' }, { action: 'read-all', until: 'soon' }, { action: 'read-all', until: '9e99' }, { action: 'shout' }])(
		'refuses %j',
		async (fields) => {
			await expect(send(fields)).rejects.toMatchObject({ kind: 'invalid' });
		},
	);

	it('kinds that are turned off are neither shown nor counted nor in the feed, and come back', async () => {
		await comment(await judge(test.context, ada, REJECTED));
		const path = (await send({ action: 'feed-make' })) ?? '';
		const feed = () => readFeed(test.context, path.slice('/feed/'.length, -'.xml'.length), ORIGIN);

		await send({ action: 'kinds', 'kind:extension': 'on' });
		expect(await inbox()).toMatchObject({ lines: [], unread: 0 });
		expect((await inbox()).kinds.filter(({ isOn }) => isOn).map(({ kind }) => kind)).toEqual(['extension']);
		expect(await feed()).not.toContain('<entry>');

		await send({ action: 'kinds', 'kind:comment': 'on' });
		expect((await inbox()).lines).toHaveLength(1);
		expect(await feed()).toContain('<entry>');
	});

	it('a due check comes by the hour, once, to whoever is signed in, and goes unread when it is due no more', async () => {
		const skill = requireLab(LAB).skills.core;
		for (const { id: userId } of [ada, bao])
			for (const type of ['open', 'attempt'] as const) {
				const base = { t: test.context.now(), skill, mode: 'recheck', task: `${LAB}#1` } as const;
				const event = type === 'open' ? { ...base, type } : { ...base, type, verdict: 'pass' as const };
				await insertEvent(test.context.client, { userId, labId: LAB, event });
			}
		for (const actor of [ada, bao]) await judge(test.context, actor, ACCEPTED);
		test.later(60 * DAY);
		await signIn(ada);
		for (const _ of [1, 2]) await remindOfChecks(test.context);

		expect((await inbox()).lines).toMatchObject([{ kind: 'recheck', href: `/recheck/${LAB}`, isUnread: true }]);
		expect((await inbox(bao)).lines).toEqual([]);

		const { events } = test.context.client.schema;
		await test.context.client.db.delete(events);
		await judge(test.context, ada, REJECTED, 'export const again = 1;');
		await remindOfChecks(test.context);
		expect((await inbox()).lines.filter(({ kind }) => kind === 'recheck')).toEqual([]);
	});

	it('the feed is Atom with absolute links, escaped, without names, reasons or words of others', async () => {
		await test.context.client.atomically((db) =>
			tell(test.context, db, [
				{ userId: ada.id, cause: 'x', data: { kind: 'comment', submissionId: 's', labId: '<b>&"\u0001', by: okafor.id } },
				{
					...{ userId: ada.id, cause: 'y' },
					data: {
						kind: 'extension',
						cohortId,
						labId: LAB,
						timeZone: 'Europe/Berlin',
						by: okafor.id,
						dueAt: 1_800_000_000_000,
						was: 1_790_000_000_000,
						reason: 'was ill',
					},
				},
			]),
		);
		const path = (await send({ action: 'feed-make' })) ?? '';
		expect(path).toMatch(/^\/feed\/[\w-]{43}\.xml$/);
		const text = await readFeed(test.context, path.slice(6, -4), ORIGIN);

		expect(text.startsWith('<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">')).toBe(true);
		// RFC 4287: one id, title and updated for the feed and for each entry, an author for all.
		const parts = text.split('<entry>');
		expect(parts).toHaveLength(3);
		for (const part of parts) {
			for (const name of ['id', 'title', 'updated']) expect(part.match(new RegExp(`<${name}[ >]`, 'g'))).toHaveLength(1);
			expect(part).toMatch(/<id>urn:uuid:[0-9a-f-]{36}<\/id>/);
			expect(part).toMatch(/<updated>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z<\/updated>/);
		}
		expect(text.match(/<author><name>Gradus<\/name><\/author>/g)).toHaveLength(1);
		expect(text).toContain(`href="${ORIGIN}/lab/${LAB}"`);
		expect(text).toContain('&lt;b&gt;&amp;&quot;\uFFFD');
		expect(text).not.toMatch(/Okafor|ill|<b>/);
		expect(text).toContain('(Europe/Berlin)');
		const open = [...text.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)].filter(([, , , isEmpty]) => isEmpty === '');
		expect(open.filter(([, isEnd]) => isEnd === '').length).toBe(open.filter(([, isEnd]) => isEnd === '/').length);
	});

	it('of the feed’s address only a hash is kept; a replaced, ended or erased one stops, and one of a locked account', async () => {
		const tokenOf = (path: string | null) => (path ?? '').slice(6, -4);
		const first = tokenOf(await send({ action: 'feed-make' }));
		const { feeds, users } = test.context.client.schema;
		expect(JSON.stringify(await test.context.client.db.select().from(feeds))).not.toContain(first);
		expect((await inbox()).feedSince).toBe(test.context.now());

		const second = tokenOf(await send({ action: 'feed-make' }));
		const missing = { kind: 'missing' };
		const read = (token: string) => readFeed(test.context, token, ORIGIN);
		await expect(read(first)).rejects.toMatchObject(missing);
		await expect(read('')).rejects.toMatchObject(missing);
		expect(await read(second)).toContain('</feed>');
		await test.context.client.db.update(users).set({ lockedAt: new Date() });
		await expect(read(second)).rejects.toMatchObject(missing);
		await test.context.client.db.update(users).set({ lockedAt: null });

		await send({ action: 'feed-end' });
		await expect(read(second)).rejects.toMatchObject(missing);
		const third = tokenOf(await send({ action: 'feed-make' }));
		await erasePerson(test.context.client, ada.id, test.context.now());
		await expect(read(third)).rejects.toMatchObject(missing);
	});

	it('messages end with the year', async () => {
		await comment(await judge(test.context, ada, REJECTED));
		test.later(366 * DAY);
		await sweep(test.context);
		expect((await inbox()).lines).toEqual([]);
	});
});

it('text for XML holds nothing that XML has no place for', () => {
	expect(xml('a\u0000b\u000Bc\uD800d\tü😀 <&">')).toBe('a\uFFFDb\uFFFDc\uFFFDd\tü😀 &lt;&amp;&quot;&gt;');
});
