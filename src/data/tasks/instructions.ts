/**
 * Small instructions about lists of animals: the task of lesson 4.2. Decides what a question is, how it is answered, and what the documents look
 * like in which the same skills stand without any conversation. A question belongs to one split by a hash of its words, wherever it is used,
 * so the splits never overlap. Refuses an unknown word.
 */
import { fnv1a, type Random, seededRandom } from '#data/storyland/random.ts';

export type InstructionSplit = 'train' | 'visible' | 'hidden';

const TASKS = ['first', 'second', 'last', 'count', 'has'] as const;
export type InstructionTask = (typeof TASKS)[number];
export const INSTRUCTION_TASKS: readonly InstructionTask[] = TASKS;

const ANIMALS = 'fox owl bear hare mole goat duck frog crow wolf lamb swan toad newt moth wasp'.split(' ');
const COUNTS = ['two', 'three', 'four', 'five'];
/** Places of the marks of the chat template in the list below. The first is padding. */
export const [PAD, USER, ASSISTANT, END] = [0, 1, 2, 3] as const;

/** Token id = place in this list. */
export const INSTRUCTION_WORDS: readonly string[] = [
	...['<pad>', '<user>', '<assistant>', '<end>'],
	...['?', ':', '.', 'in', 'yes', 'no'],
	...TASKS,
	...COUNTS,
	...ANIMALS,
];
export const INSTRUCTION_VOCABULARY = INSTRUCTION_WORDS.length;
/** Longest list of animals, and the longest prompt in the chat template: <user> has X in five animals <end> <assistant>. */
export const [MOST_ANIMALS, LONGEST_PROMPT] = [5, 11] as const;

const idOfWord = new Map(INSTRUCTION_WORDS.map((word, id) => [word, id]));

export function instructionIds(text: string): number[] {
	return text.split(' ').map((word) => {
		const id = idOfWord.get(word);
		if (id === undefined) throw new RangeError(`"${word}" is not a word of the instruction task.`);
		return id;
	});
}

export function instructionText(ids: Iterable<number>): string {
	return Array.from(ids, (id) => INSTRUCTION_WORDS[id] ?? '<?>').join(' ');
}

export interface Instruction {
	readonly task: InstructionTask;
	/** The question as tokens, without any mark of a template. */
	readonly prompt: readonly number[];
	/** The right answer as tokens. */
	readonly answer: readonly number[];
}

export function instructionSplit(prompt: readonly number[]): InstructionSplit {
	const bucket = fnv1a(instructionText(prompt)) % 10;
	return bucket === 8 ? 'visible' : bucket === 9 ? 'hidden' : 'train';
}

export function drawInstruction(split: InstructionSplit, random: Random): Instruction {
	for (;;) {
		const drawn = makeInstruction(random);
		if (instructionSplit(drawn.prompt) === split) return drawn;
	}
}

function makeInstruction(random: Random): Instruction {
	const task = TASKS[Math.floor(random() * TASKS.length)] ?? 'first';
	const list = drawAnimals(2 + Math.floor(random() * (MOST_ANIMALS - 1)), random);
	const asked = random() < 0.5 ? (list[Math.floor(random() * list.length)] ?? '') : (drawAnimals(1, random)[0] ?? '');
	const prompt = task === 'has' ? `has ${asked} in ${list.join(' ')}` : `${task} ${list.join(' ')}`;
	return { task, prompt: instructionIds(prompt), answer: instructionIds(answerOf(task, list, asked)) };
}

/** Different animals. */
function drawAnimals(count: number, random: Random): string[] {
	const left = [...ANIMALS];
	return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? '');
}

function answerOf(task: InstructionTask, list: readonly string[], asked: string): string {
	switch (task) {
		case 'first':
			return list[0] ?? '';
		case 'second':
			return list[1] ?? '';
		case 'last':
			return list.at(-1) ?? '';
		case 'count':
			return COUNTS[list.length - 2] ?? '';
		case 'has':
			return list.includes(asked) ? 'yes' : 'no';
	}
}

export function drawInstructions(split: InstructionSplit, seed: string, count: number): Instruction[] {
	const random = seededRandom(`instructions/${split}/${seed}`);
	return Array.from({ length: count }, () => drawInstruction(split, random));
}

/** Conversations of one or two questions, each with its answer. */
export function drawConversations(split: InstructionSplit, seed: string, count: number): Instruction[][] {
	const random = seededRandom(`conversations/${split}/${seed}`);
	return Array.from({ length: count }, () => Array.from({ length: random() < 0.5 ? 1 : 2 }, () => drawInstruction(split, random)));
}

/**
 * Documents as they might be found: half of them worksheets that are solved (`first fox owl : fox .`), half exam sheets that are not
 * (`first fox owl ? count hare mole ?`). No mark of a template stands in any of them. Training questions only.
 */
export function drawDocuments(seed: string, count: number): number[][] {
	const random = seededRandom(`documents/${seed}`);
	const [mark, colon, stop] = instructionIds('? : .');
	return Array.from({ length: count }, () => {
		const isSolved = random() < 0.5;
		const questions = Array.from({ length: 2 + Math.floor(random() * 2) }, () => drawInstruction('train', random));
		return questions.flatMap(({ prompt, answer }) => (isSolved ? [...prompt, colon ?? 0, ...answer, stop ?? 0] : [...prompt, mark ?? 0]));
	});
}
