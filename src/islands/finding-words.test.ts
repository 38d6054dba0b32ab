/** Words of findings: numbers in them, a question at the end, no orders, and links to lessons that exist. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Finding, findingKindSchema } from '#contract/finding.ts';
import { sayFinding, wordsOf } from './finding-words.ts';

const NUMBERS: Readonly<Record<string, number>> = {
	...{ lastStep: 19, lastLoss: 3.2, norm: 400, median: 2, weights: 20, loss: 4.7, chance: 4.74, heldOut: 0.2, floor: 1.4, errors: 9 },
	...{
		idle: 2,
		of: 21,
		gradient: 0,
		first: 5,
		least: 2.1,
		leastStep: 12,
		rate: 0.4,
		goal: 1.1,
		dead: 3,
		experts: 8,
		busiest: 0.7,
		kl: 2.2,
	},
	...{ paid: 0.1, worth: 0.3, peak: 2, paidThen: 0.05, entropy: 0.02, share: 0.97, best: 0.6, bestStep: 80, lossThen: 0.5 },
};
const finding = (kind: Finding['kind']): Finding => ({
	kind,
	step: 20,
	seenAt: 30,
	numbers: NUMBERS,
	about: kind === 'not-finite' ? 'loss NaN' : 'a name',
});

test.each(findingKindSchema.options)('%s', (kind) => {
	const words = wordsOf(finding(kind));
	expect(words.saw).toMatch(/\d/);
	expect(words.saw).not.toMatch(kind === 'not-finite' ? /undefined|null/ : /NaN|undefined|null/);
	expect(words.often).toMatch(/^Often /);
	expect(words.question.match(/\?/g)).toHaveLength(1);
	expect(words.question).toMatch(/\?$/);
	// Neither the fix nor blame.
	const all = Object.values(words).join(' ');
	expect(all).not.toMatch(
		/\b(lower|raise|reduce|increase|add|use|try|change|set|fix|remove|should|must|wrong with your|you forgot|mistake|error in)\b/i,
	);
	expect(sayFinding(finding(kind))).toBe(`${words.title}, from step 20`);
	if (words.lesson === undefined) return;
	const [, path = '', heading = ''] = /^\/learn\/([a-z0-9/-]+)#([a-z-]+)$/.exec(words.lesson.href) ?? [];
	const headings = readFileSync(new URL(`../content/lessons/${path}.mdx`, import.meta.url), 'utf8').matchAll(/^## (.+)$/gm);
	const found = [...headings].map(([, text = '']) => text).find((text) => slug(text) === heading);
	expect(found, words.lesson.href).toBe(words.lesson.text);
});

/** As Astro makes ids of headings. */
function slug(text: string): string {
	return text
		.toLowerCase()
		.replaceAll(/[^a-z0-9 -]/g, '')
		.replaceAll(' ', '-');
}

test('where the loss still was a number, the first one that was none is named', () => {
	const { saw } = wordsOf({ kind: 'not-finite', step: 40, seenAt: 40, numbers: {}, about: 'gradient head.weight' });
	expect(saw).toBe('At step 40, the gradient of head.weight holds a value that is not finite, while the loss still was a number.');
});
