/**
 * Small questions about lists of animals: the task of lesson 4.2. Decides what a question is, how it is answered, and what the documents look
 * like in which the same skills stand without any conversation. A question belongs to one split by a hash of its words, wherever it is used,
 * so the splits never overlap. Refuses an unknown word.
 */
import { fnv1a, type Random, seededRandom } from '#data/storyland/random.ts';

export type InstructionSplit = 'train' | 'visible' | 'hidden';

const TASKS = ['first', 'second', 'last', 'count', 'has'] as const;
type Task = (typeof TASKS)[number];
/** What a question may ask. Documents also ask `has`, which conversations never do. */
export type InstructionTask = Exclude<Task, 'has'>;
export const INSTRUCTION_TASKS: readonly InstructionTask[] = ['first', 'second', 'last', 'count'];

const ANIMALS = 'fox owl bear hare mole goat duck frog crow wolf lamb swan toad newt moth wasp'.split(' ');
const COUNTS = ['two', 'three', 'four', 'five'];
/** Places of the marks of the chat template in the list below. The first is padding. */
export const [PAD, USER, ASSISTANT, END] = [0, 1, 2, 3] as const;

/** Token id = place in this list. */
export const INSTRUCTION_WORDS: readonly string[] = [
	...['<pad>', '<user>', '<assistant>', '<end>'],
	...['#', '?', ':', '.', 'yes', 'no'],
	...TASKS,
	...COUNTS,
	...ANIMALS,
];
export const INSTRUCTION_VOCABULARY = INSTRUCTION_WORDS.length;
/** Longest list of animals, and the longest prompt in the chat template: <user> five animals . task <end> <assistant>. */
export const [MOST_ANIMALS, LONGEST_PROMPT] = [5, 10] as const;

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
	/** The question as tokens, without any mark of a template: a list, a full stop, a task. A follow-up leaves the list out. */
	readonly prompt: readonly number[];
	/** The right answer as tokens. */
	readonly answer: readonly number[];
}

/** By list and task together, also where the list was given earlier. */
export function instructionSplit(question: readonly number[]): InstructionSplit {
	const bucket = fnv1a(instructionText(question)) % 10;
	return bucket === 8 ? 'visible' : bucket === 9 ? 'hidden' : 'train';
}

export function drawInstructions(split: InstructionSplit, seed: string, count: number): Instruction[] {
	const random = seededRandom(`instructions/${split}/${seed}`);
	return Array.from({ length: count }, () => drawTopic(split, 1, random).questions).flat();
}

/** Conversations of one question or of two about the same list, each with its answer. */
export function drawConversations(split: InstructionSplit, seed: string, count: number): Instruction[][] {
	const random = seededRandom(`conversations/${split}/${seed}`);
	return Array.from({ length: count }, () => {
		const { list, questions } = drawTopic(split, random() < 0.5 ? 1 : 2, random);
		return questions.map((each, turn) => (turn === 0 ? each : { ...each, prompt: taskOf(each, list) }));
	});
}

/**
 * Documents as they might be found, about a list each: three of four are worksheets that are solved (`# fox owl . first : fox count : two`),
 * the others exam sheets that are not (`# fox owl . first ? count ?`). No mark of a template stands in any of them. Training questions only.
 */
export function drawDocuments(seed: string, count: number): number[][] {
	const random = seededRandom(`documents/${seed}`);
	const [page = 0, mark = 0, colon = 0, stop = 0] = instructionIds('# ? : .');
	return Array.from({ length: count }, () => {
		const { list, questions } = drawPage(6 + Math.floor(random() * 5), random);
		const isSolved = random() < 3 / 4;
		const asked = questions.map((each) => [...taskOf(each, list), ...(isSolved ? [colon, ...each.answer] : [mark])]);
		return [page, ...instructionIds(list.join(' ')), stop, ...asked.flat()];
	});
}

/** The question without the list and its full stop. */
function taskOf({ prompt }: Pick<Instruction, 'prompt'>, list: readonly string[]): readonly number[] {
	return prompt.slice(list.length + 1);
}

interface Asked extends Omit<Instruction, 'task'> {
	readonly task: Task;
}

interface Topic<Question> {
	readonly list: readonly string[];
	readonly questions: readonly Question[];
}

/** A list with so many questions of the split about it, for conversations. */
function drawTopic(split: InstructionSplit, count: number, random: Random): Topic<Instruction> {
	for (;;) {
		const list = drawList(random);
		const questions: Instruction[] = [];
		for (let tries = 0; tries < MOST_TRIES && questions.length < count; tries++) {
			const { task, ...asked } = drawQuestion(list, random);
			if (task !== 'has' && instructionSplit(asked.prompt) === split) questions.push({ task, ...asked });
		}
		if (questions.length === count) return { list, questions };
	}
}

/** The same for documents: training questions of every kind. */
function drawPage(count: number, random: Random): Topic<Asked> {
	const list = drawList(random);
	const questions: Asked[] = [];
	while (questions.length < count) {
		const asked = drawQuestion(list, random);
		if (instructionSplit(asked.prompt) === 'train') questions.push(asked);
	}
	return { list, questions };
}

/** A short list may have no question of a small split: after so many tries another list is drawn. */
const MOST_TRIES = 60;

/** Different animals. */
function drawList(random: Random): string[] {
	const left = [...ANIMALS];
	const count = 2 + Math.floor(random() * (MOST_ANIMALS - 1));
	return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? '');
}

function drawQuestion(list: readonly string[], random: Random): Asked {
	const task = TASKS[Math.floor(random() * TASKS.length)] ?? 'first';
	const pool = random() < 0.5 ? list : ANIMALS;
	const asked = pool[Math.floor(random() * pool.length)] ?? '';
	const prompt = instructionIds(`${list.join(' ')} . ${task === 'has' ? `has ${asked}` : task}`);
	return { task, prompt, answer: instructionIds(answerOf(task, list, asked)) };
}

function answerOf(task: Task, list: readonly string[], asked: string): string {
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
