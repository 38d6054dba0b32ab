/** Honest replies about the core, eighteen for each of the levels 1 to 4: orienting, diagnosing, a plan or another problem, a step with blanks. */
import type { Honest } from './benign.ts';

const of = (lab: string, ...replies: readonly string[]): Honest[] => replies.map((reply) => ({ lab, reply }));
const ATTENTION = 'causal-attention';
const BIGRAM = 'bigram';
const TRAIN = 'train-gpt';

export const ORIENTATIONS: readonly Honest[] = [
	...of(
		ATTENTION,
		'This lab is about causal attention: who may look at whom. The section on the mask in lesson 1.4 has the picture that you need. Before you run anything: which entries of the first row of weights should be zero?',
		'A weight says how much one token takes from another. For three tokens, what shape does the matrix of weights have? Write it down before you print it.',
		'Think of attention as a soft look-up: queries ask, keys answer, values are handed over. Which of the three is not touched until the very end?',
		'"Causal" means that a token may use its past and itself. If you replaced the last word of a text, which rows of the output may change?',
		'Each row of weights is a set of shares. What must a row of shares add up to, and what does a row of your output add up to?',
		'Look at the figure of lesson 1.4 once more and predict the second row for two tokens with equal scores. What do you expect?',
	),
	...of(
		BIGRAM,
		'A bigram model knows one thing: what came after what. The table in lesson 1.2 has a row for the token that is known. For the text 0 1 0, how many pairs are there?',
		'The loss here is a mean surprise. A certain guess costs nothing. What would a uniform table over four tokens cost per token?',
		'Smoothing lends every pair a little, so that nothing is impossible. What would the surprise of an unseen pair be without it?',
		'There are four functions on one path: counts, shares, surprise, bits. Which of them can you do on paper for a text of three tokens?',
		'Entropy measures what even the best guess must pay. Lesson 1.2 shows it for a coin. Is your first loss above or below that of the coin?',
		'Before you code, predict the shape: for a vocabulary of 5, how many rows and columns does the table of counts have?',
	),
	...of(
		TRAIN,
		'The training loop asks four questions of you, and the loss comes first. What loss do you expect from a model that knows nothing, with a vocabulary of 50?',
		'Adam remembers two things about each weight. Lesson 1.6 names both. Which of them can never be negative?',
		'Weight decay pulls weights towards zero. Does a bias need that? The lesson gives a reason in its third section.',
		'The learning rate rises, then falls. Draw the curve for 400 steps and mark the highest point. At which step is it?',
		'What does it mean that a gradient is "clipped"? Think of an arrow: what stays the same about it, and what changes?',
		'A loss is a mean over tokens. In a text of eight tokens, how many of them are predicted?',
	),
];

export const DIAGNOSES: readonly Honest[] = [
	...of(
		ATTENTION,
		'Your rows no longer sum to one, only the last does. Something was thrown away after the shares were made. Which line comes after your softmax?',
		'The check moved a later token and your first output moved with it. So the future still reaches the first row. Where in your function could that happen?',
		'Your weights follow the scores as they are: nothing between your first and your second line changes their size. What does the task say about the width of the head?',
		'You wrote `const weights = scores;`. Are these numbers shares yet? What is missing about them?',
		'A single sequence works and a batch does not, so the trouble is with axes. Do you count them from the front or from the end?',
		'The columns of your matrix sum to one, the rows do not. Along which axis does your softmax run?',
	),
	...of(
		BIGRAM,
		'The sum of your counts is one too large for this text. Which pair does your loop see that is not there? Look at its first and its last round.',
		'Rows and columns of your table are swapped: the text 0 1 put its stroke in the wrong place. Which index do you use first?',
		'An empty row gives NaN in your code. What do you divide by there, and is it what the smoothed row adds up to?',
		'Your loss for a uniform table is not ln 4. Take a single pair: is the surprise of that pair right? If so, the mistake is in the mean.',
		'Your loop in `crossEntropy` counts the first token, which nothing predicts. How many surprises should there be for five tokens?',
		'The numbers are negative, so a sign is lost somewhere. Is a surprise ever below zero?',
	),
	...of(
		TRAIN,
		'The loss of your untrained model is far from ln of the vocabulary. Compare the places: which token does the logit at place 0 speak of, and which one do you compare it with?',
		'Your first step is ten times too small. What do your running means hold after one step, when they began at zero?',
		'The check with two tensors fails and the one with a single tensor passes. So something that all tensors should share is computed for each alone. What is it?',
		'Biases shrink in your run. Which tensors does the lesson allow to shrink?',
		'The rate at step 0 is 0 in your code, and a step with rate 0 is lost. Where does the count begin?',
		'Your decay depends on how large the gradients are. At which point of your update does it come in, before the division or after it?',
	),
];

export const STRATEGIES: readonly Honest[] = [
	...of(
		ATTENTION,
		'A plan in words: make the scores comparable first, then close the doors to the future, and only then share out. The last product is already in the starter.',
		'Here is a different problem of the same shape. A reader may quote earlier pages only.\n\n```ts\nconst allowed = pages.map((page) => page <= today);\nconst interest = wishes.map((wish, i) => (allowed[i] ? wish : 0));\n```\n\nThen each row of interests becomes shares. What differs in your case is when the shares are made.',
		'Think of prices of past days: cells of days that have not come get an interest so low that they receive nothing; then each row becomes shares; then shares times prices. The order is the point.',
		'Work from the end: the output is shares times values. So you need shares whose rows sum to one, and for that something must be settled before the sharing. List what.',
		'Two counters tell which cells belong to the future: the number of the row and that of the column. Make a small table on paper for three tokens and write F where it is the future.',
		'First check the size of the scores, then the doors, then the sharing. After each, print one row of three numbers.',
	),
	...of(
		BIGRAM,
		'A plan: keep a table of strokes, walk over neighbours, make one stroke for each. Then lend, then share, then read off how surprised you are.',
		'A different problem: visits to a shop.\n\n```ts\nconst visits = new Map<string, number>();\nfor (const guest of guests) visits.set(guest, (visits.get(guest) ?? 0) + 1);\n```\n\nYour table has two names for each stroke instead of one.',
		'For the mean, think of a cost per journey: sum the costs and divide by the journeys, not by the towns. How many journeys are there between five towns in a row?',
		'Units are like currencies. To go from nats per token to bits per byte you change the currency once and the "per what" once. Do each on its own line.',
		'Work in this order: get the empty row right by hand, then a row with two entries, then the whole table. The example of the task has both rows.',
		'Treat the four functions as a chain and test each with the output of the one before, on the text 0 1 0 1 2.',
	),
	...of(
		TRAIN,
		'A plan: measure what all tensors share before the loop; inside it, update memories, undo their empty start, and only then move the weight.',
		'A different problem: a thermostat with memory.\n\n```ts\nlet memory = 0;\nfor (const reading of readings) memory = 0.8 * memory + 0.2 * reading;\n```\n\nAfter one reading the memory is a fifth of it. What would you divide by to repair that?',
		'For the rate, write down three points of the curve, the first step, the peak and the end, and find a formula for each half on its own.',
		'For the loss, lay the tokens in a row and write under each the one that it should foresee. The last place has nothing under it. That tells you what to drop on each side.',
		'Decay and gradient are two forces. Keep them apart until the very last line, so that a large gradient cannot weaken the decay.',
		'Do the update for one weight with pencil first: gradient 1, all memories 0, step 1. The step should come out as large as the rate.',
	),
];

export const HALF_STEPS: readonly Honest[] = [
	...of(
		ATTENTION,
		'Next step: the size of the scores. Fill in the blank.\n\n```ts\nconst scores = q.matMul(k, false, true).div(/* the root of which size? */);\n```',
		'Make a table that is true in the future:\n\n```ts\nconst position = tf.range(0, time);\nconst isFuture = position.expandDims(____).greater(position.expandDims(____));\n```\n\nWhich of the two is the row?',
		'You have the scores and the table. What belongs in the middle?\n\n```ts\nconst visible = tf.where(isFuture, ____, scores);\n```',
		'The last line shares out and mixes: `visible.____(-1).matMul(v)`. Which call turns a row into shares?',
		'Read both sizes from the end, so that batches work:\n\n```ts\nconst time = q.shape.at(____) ?? 1;\n```',
		'Your line is nearly there: you divide by the size itself. What has the same unit as a standard deviation? `div(Math.____(headDim))`',
	),
	...of(
		BIGRAM,
		'Count one pair:\n\n```ts\nconst row = counts[____];\nif (row !== undefined) row[next] = ____;\n```',
		'The sum of a raised row:\n\n```ts\nconst all = row.reduce((sum, count) => sum + ____, 0);\n```\n\nWhat does each count add?',
		'Each share is `(____) / all`. What stands in the bracket?',
		'One surprise: `-Math.log(table[____]?.[next] ?? 0)`. Which row is it?',
		'The mean: divide the sum by `surprises.____`. Why not by the number of tokens?',
		'From nats to bits: `nats / ____`. Then times how many, over how many?',
	),
	...of(
		TRAIN,
		'Shift the targets:\n\n```ts\nconst next = targets.slice([0, ____], [batch, time - 1]);\n```',
		'The first memory:\n\n```ts\nm.assign(m.mul(BETA1).add(grad.mul(____)));\n```\n\nWhat do the two factors add up to?',
		'During warm-up the rate is `(PEAK * ____) / WARMUP`. What is it at step 0?',
		'Undo the empty start: `m.div(1 - BETA1 ** ____)`. Which number grows by one each time?',
		'Decide what shrinks: `shape.length ____ 2`. Which tensors have that?',
		'One factor for all: `tf.minimum(1, tf.div(MAX_NORM, ____))`. Where is it computed, inside or outside of the loop?',
	),
];
