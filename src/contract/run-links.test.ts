/** A run that is mentioned becomes a link on this server, and nothing else does. */
import { expect, it } from 'vitest';
import { splitAtRuns } from './run-links.ts';

const ID = '01a2b3c4-0000-7000-8000-0123456789ab';

it.each([
	['nothing of the kind', 'Why is it flat?', []],
	['a path', `See /runs/${ID}.`, [`/runs/${ID}`]],
	['two addresses', `https://a.example/runs/${ID} or http://b.example:4321/runs/${ID}?with=x`, [`/runs/${ID}`, `/runs/${ID}`]],
	['something short', '/runs/12 and /runs/../admin', []],
	['a script', `javascript:/runs/${ID}`, [`/runs/${ID}`]],
])('finds the links in %s and keeps the text', (_, text, links) => {
	const parts = splitAtRuns(text);

	expect(parts.flatMap(({ href }) => href ?? [])).toEqual(links);
	expect(parts.map((part) => part.text).join('')).toBe(text);
});
