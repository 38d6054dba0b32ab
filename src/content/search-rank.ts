/** Ranks texts by the words of a query: the title counts most, then the question, then the text. Pure. */

const TITLE_WEIGHT = 20;
const QUESTION_WEIGHT = 5;
const MOST_OF_TEXT = 5;

export interface SearchHit {
	readonly kind: 'lesson' | 'lab' | 'word';
	readonly title: string;
	readonly href: string;
	/** The lesson's question, the first sentence of the task, or what the word means. */
	readonly about: string;
}

/** What is searched: `title` weighs most, then `question`, then how often the words stand in `text`. */
export interface Searchable extends SearchHit {
	readonly question: string;
	readonly text: string;
}

/** Only what holds every word of the query, the best first. Empty for an empty query. */
export function rank(query: string, all: readonly Searchable[]): SearchHit[] {
	const words = query.toLowerCase().split(/\s+/).filter(Boolean);
	if (words.length === 0) return [];
	return all
		.map((each) => ({ each, score: scoreOf(each, words) }))
		.filter(({ score }) => score > 0)
		.sort((a, b) => b.score - a.score)
		.map(({ each: { kind, title, href, about } }) => ({ kind, title, href, about }));
}

/** 0 unless every word occurs somewhere. */
function scoreOf({ title, question, text }: Searchable, words: readonly string[]): number {
	const [heading, asked, body] = [title.toLowerCase(), question.toLowerCase(), text.toLowerCase()];
	const scores = words.map(
		(word) =>
			(heading.includes(word) ? TITLE_WEIGHT : 0) +
			(asked.includes(word) ? QUESTION_WEIGHT : 0) +
			Math.min(MOST_OF_TEXT, body.split(word).length - 1),
	);
	return scores.every((score) => score > 0) ? scores.reduce((sum, score) => sum + score, 0) : 0;
}
