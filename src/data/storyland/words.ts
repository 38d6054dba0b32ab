/** The words of Storyland. The order of VOCABULARY is part of every saved model: add at the end, never reorder. */

export const HEROES: Readonly<Record<string, 'she' | 'he'>> = {
	Mira: 'she',
	Nora: 'she',
	Lily: 'she',
	Anna: 'she',
	Ella: 'she',
	Ruby: 'she',
	Tom: 'he',
	Finn: 'he',
	Hugo: 'he',
	Otto: 'he',
	Leo: 'he',
	Max: 'he',
};
export const COLOURS = ['red', 'blue', 'green', 'gold', 'white', 'black'] as const;
/** Each thing and what takes such things away. */
export const THINGS: Readonly<Record<string, string>> = {
	kite: 'wind',
	hat: 'wind',
	boat: 'river',
	ball: 'river',
	lantern: 'storm',
	drum: 'storm',
	bell: 'crow',
	book: 'crow',
};
export const HELPERS = ['fox', 'owl', 'bear', 'hare', 'mole', 'goat', 'duck', 'frog'] as const;
export const PLACES = ['hill', 'river', 'garden', 'bridge', 'market', 'forest', 'lake', 'tower', 'mill'] as const;
export const STATES = ['asleep', 'away', 'ill', 'busy'] as const;
export const JOYS = ['smiled', 'danced', 'sang', 'laughed'] as const;
export const THANKS = ['thanked', 'hugged', 'kissed'] as const;

/** Begins every story. */
export const START = '<story>';

const OTHERS = `The the a her his my She He she he it and to near for So But Later They was is lost made found took asked ran said waited
	left gave carried cried home happy tea bread away this yours mine Have you seen Look Is Yes No Thank ask had
	together , . ? ! “ ”`;

export const VOCABULARY: readonly string[] = [
	...new Set([
		START,
		...Object.keys(HEROES),
		...COLOURS,
		...Object.keys(THINGS),
		...Object.values(THINGS),
		...HELPERS,
		...PLACES,
		...STATES,
		...JOYS,
		...THANKS,
		...OTHERS.trim().split(/\s+/),
	]),
];
