import { describe, expect, it } from 'vitest';
import { badPrerequisites, brokenLinks, missingNames, type ReadLesson, wrongMinutes } from './content-faults.ts';

function lesson(body: string, minutes = 10, words = 1_300): ReadLesson {
	// Only the fields that the checks read.
	return { path: 'a.mdx', href: '/learn/a', body, words, data: { minutes } } as unknown as ReadLesson;
}

describe('content checks', () => {
	it('name a link to a page that does not exist, and take an anchor of one that does', () => {
		const faults = brokenLinks([lesson('[a](/lab/x) and [b](/glossary#y), <a href="/nowhere">c</a>')], new Set(['/lab/x', '/glossary']));
		expect(faults).toEqual(['a.mdx: links to /nowhere, and there is no such page.']);
	});

	it('name a reading time that the words do not bear out', () => {
		expect(wrongMinutes(lesson('', 10))).toEqual([]);
		expect(wrongMinutes(lesson('', 25))[0]).toContain('about 10');
	});

	it('name a picture without words', () => {
		expect(missingNames('f', '<svg role="img" aria-label="x"><img src="y" alt=""></svg>')).toEqual([]);
		expect(missingNames('f', '<img src="y">')[0]).toContain('neither a text nor aria-hidden');
	});

	it('name a circle of skills and a skill that nobody knows', () => {
		const skill = (id: string, ...needs: string[]) => ({ id, kind: 'core' as const, needs });
		expect(badPrerequisites([skill('a'), skill('b', 'a')])).toEqual([]);
		expect(badPrerequisites([skill('a', 'b'), skill('b', 'a'), skill('c', 'x')])).toHaveLength(3);
	});
});
