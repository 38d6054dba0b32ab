/**
 * The grammar of Storyland: one function that tells a story to a voice. The voice makes every choice, so one grammar serves drawing a story,
 * scoring a text and computing the exact entropy.
 * Two rules make that exactness possible, and the voices enforce them: the options of a choice begin with different words, so a choice is
 * known from its first word; and a `pick` never changes how long the story is or how many options later picks have (a `branch` may).
 */
import { COLOURS, HELPERS, HEROES, JOYS, PLACES, START, STATES, THANKS, THINGS } from './words.ts';

export interface Voice {
	/** Words that follow for certain from what was told before. */
	say(words: string): void;
	/** One word, uniform over the options. Told and returned. */
	pick(options: readonly string[]): string;
	/** One word with these probabilities, which add to 1. What follows may depend on it. */
	branch<Word extends string>(options: Readonly<Record<Word, number>>): Word;
}

interface Scene {
	readonly hero: string;
	readonly She: string;
	readonly she: string;
	readonly her: string;
}

export function tellStory(voice: Voice): void {
	voice.say(START);
	const hero = voice.pick(Object.keys(HEROES));
	const isShe = HEROES[hero] === 'she';
	const scene: Scene = { hero, She: isShe ? 'She' : 'He', she: isShe ? 'she' : 'he', her: isShe ? 'her' : 'his' };
	const deed = voice.branch({ lost: 0.4, made: 0.3, found: 0.3 });
	if (deed === 'lost') tellLoss(voice, scene);
	else if (deed === 'made') tellGift(voice, scene);
	else tellFind(voice, scene);
}

function without(options: readonly string[], word: string): readonly string[] {
	return options.filter((option) => option !== word);
}

/** Mira lost her red kite near the hill. The wind took it. She asked the fox, “Have you seen my kite?” … */
function tellLoss(voice: Voice, { hero, She, her }: Scene): void {
	voice.say(her);
	const colour = voice.pick(COLOURS);
	const thing = voice.pick(Object.keys(THINGS));
	voice.say('near the');
	const place = voice.pick(PLACES);
	voice.say('.');
	if (voice.branch({ The: 0.5, [She]: 0.5 }) === 'The') voice.say(`${THINGS[thing]} took it . ${She}`);
	voice.say('asked the');
	const helper = voice.pick(HELPERS);
	voice.say(`, “ Have you seen my ${colour} ${thing} ? ” The ${helper} said , “`);
	if (voice.branch({ Look: 0.7, No: 0.3 }) === 'No') {
		voice.say(`. ” ${hero} ran home and`);
		voice.pick(['cried', 'waited']);
		voice.say('. But the');
		voice.pick(without(HELPERS, helper));
		voice.say(`found the ${colour} ${thing} .`);
		return;
	}
	voice.say('near the');
	const found = voice.pick(without(PLACES, place));
	voice.say(`. ” So ${hero} ran to the ${found} and found the ${thing} . ${She}`);
	voice.pick(THANKS);
	voice.say(`the ${helper} .`);
}

/** Tom made a blue boat for the owl. He carried it to the bridge. But the owl was asleep. … */
function tellGift(voice: Voice, { hero, She, she }: Scene): void {
	voice.say('a');
	const colour = voice.pick(COLOURS);
	const thing = voice.pick(Object.keys(THINGS));
	voice.say('for the');
	const friend = voice.pick(HELPERS);
	voice.say(`. ${She} carried it to the`);
	const place = voice.pick(PLACES);
	voice.say('.');
	if (voice.branch({ But: 0.6, The: 0.4 }) === 'But') {
		voice.say(`the ${friend} was`);
		voice.pick(STATES);
		voice.say(`. So ${she}`);
		if (voice.branch({ left: 0.5, waited: 0.5 }) === 'left') voice.say('it');
		voice.say(`near the ${place} . Later the`);
	}
	voice.say(`${friend} found the ${colour} ${thing} and`);
	voice.pick(JOYS);
	voice.say(`. “ Thank you , ${hero} ! ” said the ${friend} . They had`);
	voice.pick(['tea', 'bread']);
	voice.say('together .');
}

/** Nora found a green lantern near the river. “Is this yours?” she asked the bear. “No, ask the owl,” said the bear. … */
function tellFind(voice: Voice, { hero, she }: Scene): void {
	voice.say('a');
	const colour = voice.pick(COLOURS);
	const thing = voice.pick(Object.keys(THINGS));
	voice.say('near the');
	voice.pick(PLACES);
	voice.say(`. “ Is this yours ? ” ${she} asked the`);
	const asked = voice.pick(HELPERS);
	voice.say('. “');
	let owner = asked;
	if (voice.branch({ No: 0.6, Yes: 0.4 }) === 'No') {
		voice.say(', ask the');
		owner = voice.pick(without(HELPERS, asked));
		voice.say(`. ” So ${hero} ran to the ${owner} and`);
	} else {
		voice.say(`, it is mine ! ” So ${she}`);
	}
	voice.say(`gave the ${colour} ${thing} to the ${owner} . The ${owner}`);
	if (voice.branch({ was: 0.5, had: 0.5 }) === 'was') {
		voice.say('happy and');
		voice.pick(JOYS);
		voice.say('.');
	} else {
		voice.say('lost it near the');
		voice.pick(PLACES);
		voice.say('.');
	}
}
