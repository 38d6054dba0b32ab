/** The gallery as a table and as a sentence, for one rule. */
import type { GalleryRule, GalleryText } from './verifier-gallery.ts';

export interface Gallery {
	readonly texts: readonly GalleryText[];
	readonly rules: readonly GalleryRule[];
}

export function galleryHtml({ texts, rules }: Gallery, name: string): string {
	const rule = rules.find((each) => each.name === name);
	const rows = texts.map(({ text, what, deserves }, i) => {
		const isPaid = rule?.pays[i] === true;
		const word = isPaid === deserves ? '' : isPaid ? 'a hole' : 'a right answer, unpaid';
		return `<tr><td><code>${text}</code></td><td>${what}</td><td class="r">${isPaid ? 1 : 0}</td><td>${word === '' ? '' : `<strong>${word}</strong>`}</td></tr>`;
	});
	return `<table class="table"><thead><tr><th scope="col">Solution of 347+285=</th><th scope="col">Who wrote it</th><th scope="col" class="r">Paid</th><th scope="col">And that is</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

export function galleryText({ texts, rules }: Gallery, name: string): string {
	const rule = rules.find((each) => each.name === name);
	if (rule === undefined) return '';
	const holes = texts.filter(({ deserves }, i) => !deserves && rule.pays[i] === true).length;
	const missed = texts.filter(({ deserves }, i) => deserves && rule.pays[i] !== true).length;
	const paid = rule.pays.filter(Boolean).length;
	const faults = [
		holes === 0 ? 'no hole' : `${holes} ${holes === 1 ? 'hole' : 'holes'}`,
		missed === 0 ? 'no right answer missed' : `${missed} right ${missed === 1 ? 'answer' : 'answers'} missed`,
	];
	return `<p>Pay when ${rule.label}: ${paid} of ${texts.length} are paid, ${faults.join(', ')}.</p>`;
}
