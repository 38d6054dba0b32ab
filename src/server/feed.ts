/**
 * The private Atom feed: a secret address that its owner can replace or end. It says what the inbox says, without names, quotes or code,
 * because a reader elsewhere keeps it. Atom 1.0, RFC 4287.
 */
import { createHash, randomBytes } from 'node:crypto';
import { AppError } from '#contract/error.ts';
import { escapeHtml } from '#contract/escape-html.ts';
import type { Actor } from '#contract/user.ts';
import { deleteFeed, selectOptionalFeedByToken, upsertFeed } from '#db/store/feeds.ts';
import { listMessages } from '#db/store/messages.ts';
import { audit } from './audit.ts';
import type { Context } from './context.ts';
import { type InboxLine, toLines } from './get-inbox.ts';

const ENTRIES = 50;

/** The path of the new feed, shown once: nobody can read it again. An earlier address ends at once. */
export async function makeFeed(context: Context, actor: Actor): Promise<string> {
	const token = randomBytes(32).toString('base64url');
	await upsertFeed(context.client, { userId: actor.id, tokenHash: hashOf(token), createdAt: new Date(context.now()) });
	await audit(context, { actorId: actor.id, action: 'feed-make', targetKind: 'user', targetId: actor.id, detail: {} });
	return `/feed/${token}.xml`;
}

export async function endFeed(context: Context, actor: Actor): Promise<void> {
	await deleteFeed(context.client, actor.id);
	await audit(context, { actorId: actor.id, action: 'feed-end', targetKind: 'user', targetId: actor.id, detail: {} });
}

/** `origin`: of this site, for absolute addresses. @throws AppError `missing` for an address that is not or no longer one. */
export async function readFeed(context: Context, token: string, origin: string): Promise<string> {
	const feed = await selectOptionalFeedByToken(context.client, hashOf(token));
	if (!feed) throw new AppError('missing', 'There is no such feed.');
	const lines = await toLines(context, await listMessages(context.client, feed.userId, ENTRIES));
	const updated = Math.max(feed.createdAt.getTime(), ...lines.map(({ at }) => at));
	return [
		'<?xml version="1.0" encoding="utf-8"?>',
		'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">',
		`<id>urn:uuid:${feed.userId}</id>`,
		'<title>Gradus: your inbox</title>',
		`<updated>${new Date(updated).toISOString()}</updated>`,
		'<author><name>Gradus</name></author>',
		`<link rel="alternate" type="text/html" href="${xml(`${origin}/me/inbox`)}"/>`,
		...lines.map((line) => entryOf(line, origin)),
		'</feed>',
		'',
	].join('\n');
}

function entryOf({ id, title, open, href, at }: InboxLine, origin: string): string {
	return [
		'<entry>',
		`<id>urn:uuid:${id}</id>`,
		`<title type="text">${xml(title)}</title>`,
		`<updated>${new Date(at).toISOString()}</updated>`,
		`<link rel="alternate" type="text/html" href="${xml(`${origin}${href}`)}"/>`,
		`<summary type="text">${xml(open)}</summary>`,
		'</entry>',
	].join('\n');
}

/** Characters that XML 1.0 has no place for, and halves of surrogate pairs. */
const NOT_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Text for an element or an attribute in double quotes. */
export function xml(text: string): string {
	return escapeHtml(text.replaceAll(NOT_XML, '\uFFFD'));
}

function hashOf(token: string): string {
	return createHash('sha256').update(token).digest('hex');
}
