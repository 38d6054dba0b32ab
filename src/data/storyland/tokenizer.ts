/** Words to ids and back. Every word of Storyland is one token; a word it does not have is refused by name. */
import { START, VOCABULARY } from './words.ts';

export const VOCABULARY_SIZE: number = VOCABULARY.length;

const idOfWord = new Map(VOCABULARY.map((word, id) => [word, id]));

export function wordToId(word: string): number {
	const id = idOfWord.get(word);
	if (id === undefined) throw new RangeError(`"${word}" is not a word of Storyland.`);
	return id;
}

export function idToWord(id: number): string {
	const word = VOCABULARY[id];
	if (word === undefined) throw new RangeError(`Token ${id} is outside the vocabulary of ${VOCABULARY.length} words.`);
	return word;
}

export function encode(text: string): number[] {
	return (text.match(/<story>|[A-Za-z]+|[^\sA-Za-z]/g) ?? []).map(wordToId);
}

/** Text as people write it: no space before a full stop, quotes close to their words, each story on its own line. */
export function decode(ids: Iterable<number>): string {
	const text = Array.from(ids, idToWord).join(' ');
	return text
		.replace(/ ([,.?!”])/g, '$1')
		.replaceAll('“ ', '“')
		.replaceAll(` ${START}`, `\n${START}`);
}
