import { describe, expect, it } from 'vitest';
import { GALLERY, RULES } from './verifier-gallery.ts';
import { galleryHtml, galleryText } from './verifier-gallery-html.ts';

const gallery = { texts: GALLERY, rules: RULES };
const faultsOf = (name: string) => galleryText(gallery, name);

describe('the gallery of rewards', () => {
	it('holds a hole for every rule but the last', () => {
		for (const { name } of RULES.slice(0, -1)) expect(faultsOf(name)).toMatch(/[1-9] holes?/);
		expect(faultsOf('committed')).toContain('2 of 10 are paid, no hole, no right answer missed');
	});

	it('pays the lists, the mentions and the unfinished where the sum only has to occur', () => {
		expect(faultsOf('occurs')).toContain('8 of 10 are paid, 6 holes');
	});

	it('misses a right answer where the form alone counts', () => {
		expect(faultsOf('form')).toContain('1 right answer missed');
		expect(galleryHtml(gallery, 'form')).toContain('a right answer, unpaid');
	});

	it('is paid by whoever forgets carries where the last digit decides', () => {
		expect(RULES.find(({ name }) => name === 'last-digit')?.pays[2]).toBe(true);
	});
});
