/** The files of a fresh lab, by name: a complete lab about a function that doubles its input, to be replaced piece by piece. */

const MISTAKES: readonly { readonly name: string; readonly diagnosis: string; readonly body: string }[] = [
	{ name: 'halves', diagnosis: 'halves', body: 'x.div(2)' },
	{ name: 'squares', diagnosis: 'squares', body: 'x.square()' },
	{ name: 'adds-two', diagnosis: 'adds-two', body: 'x.add(2)' },
	{ name: 'sums', diagnosis: 'wrong-shape', body: 'x.sum().mul(2)' },
	{ name: 'negates', diagnosis: 'negates', body: 'x.mul(-2)' },
];
const DIAGNOSES = ['not-started', 'wrong-shape', 'halves', 'squares', 'adds-two', 'negates'];

const SPOILERS = `# What gives the key steps away: the guard of the tutor looks for it (docs/tutor-guard.md). \`$\` is any expression.
concepts: [double, doubling]
spoilers:
  - id: times-two
    code: ['$.mul(2)']
  - id: in-words
    code: ['tf.add($, $)', '$.mul(2)']
    says:
      - ['multipl|times', 'two|2', 'x|input']
`;

export function newLabFiles(id: string): Readonly<Record<string, string>> {
	const name = id.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
	return {
		'lab.ts': labFile(id, name),
		'task.mdx': `Write \`${name}\`: what it does, in one sentence.\n\n\`\`\`ts\n${name}(x: tf.Tensor): tf.Tensor\n\`\`\`\n\n\`x\` and the result: \`[n]\`. For example, [1, 2] gives [2, 4].\n\n**Done** means: …\n`,
		'starter.ts': learnerFile(name, 'x.clone()'),
		'solution.ts': learnerFile(name, 'x.mul(2)'),
		'borrowed.ts': `/** Borrowed: stands in for \`my/${id}\` until the learner has passed the lab. */\n${learnerFile(name, 'tf.add(x, x)')}`,
		'harness.ts': harnessFile(name),
		'checks.ts': checksFile(name),
		'checks.hidden.ts': hiddenFile(name),
		...Object.fromEntries(
			MISTAKES.map((each) => [`mistakes/${each.name}.ts`, `// diagnosis: ${each.diagnosis}\n${learnerFile(name, each.body)}`]),
		),
		'diagnoses.md': `# What the checks can see\n${DIAGNOSES.map((each) => `\n## ${each}\n**What we saw.** …\n\n**Why it matters.** …\n\n**A question.** …?\n`).join('')}`,
		'hints.md': hintsFile(id),
		'spoilers.hidden.yaml': SPOILERS,
		'variant.ts': variantFile(id, name),
		'variant.hidden.ts': variantHiddenFile(name),
		'golden.json': `{\n\t"command": "node --import ./src/grading/resolve-hooks.ts scripts/golden.ts ${id}",\n\t"calls": []\n}\n`,
	};
}

function learnerFile(name: string, expression: string): string {
	const importLine = expression.startsWith('tf.')
		? "import * as tf from '@tensorflow/tfjs';"
		: "import type * as tf from '@tensorflow/tfjs';";
	return `${importLine}\n\nexport function ${name}(x: tf.Tensor): tf.Tensor {\n\treturn ${expression}; // [n]\n}\n`;
}

function labFile(id: string, name: string): string {
	return `/** Lab 0.0: the learner writes … and sees … */
import { defineLab } from '#labs/define-lab.ts';

export const lab = defineLab({
	id: '${id}',
	version: 1,
	title: '${id}',
	lesson: '0.0',
	minutes: 30,
	difficulty: 1,
	skills: { core: '${id}', mundane: ['typescript', 'tensor-shapes'] },
	file: '${id}.ts',
	exports: ['${name}'],
	allowedImports: { gradus: [], my: [] },
	trains: false,
	presets: {},
	checkpoints: [],
	publicDiagnoses: ${JSON.stringify(DIAGNOSES).replaceAll('"', "'").replaceAll(',', ', ')},
});
`;
}

function harnessFile(name: string): string {
	return `/** Runs in the learner's realm, around their function. Holds no expected value. */
import type * as tf from '@tensorflow/tfjs';

interface Learner {
	readonly ${name}: (x: tf.Tensor) => tf.Tensor;
}

/** One output for each input. */
export function many(learner: Learner, inputs: readonly tf.Tensor[]): tf.Tensor[] {
	return inputs.map((x) => learner.${name}(x));
}
`;
}

function checksFile(name: string): string {
	return `/** Public checks: properties and stored examples; none holds a way to compute the answer. */
import { isTensorValue, tensorValue } from '#contract/value.ts';
import type { Check, CheckOutcome } from '#grading/core/check.ts';
import { compareTensor, expectTensor } from '#grading/core/check-kit/expect-tensor.ts';

const NAME = '${name}';

/** Outputs for the input 3 that name a mistake. */
const TELLING: Readonly<Record<number, string>> = { 3: 'not-started', 1.5: 'halves', 9: 'squares', 5: 'adds-two', '-6': 'negates' };

function example(id: string, input: readonly number[], output: readonly number[]): Check {
	return {
		id,
		title: \`[\${input.join(', ')}] gives [\${output.join(', ')}]\`,
		visibility: 'public',
		points: 1,
		async run({ subject }): Promise<CheckOutcome> {
			const result = await subject.call(NAME, [tensorValue(input, [input.length])]);
			const expected = tensorValue(output, [output.length]);
			const failure = expectTensor(result, NAME, expected, { what: 'The output', axes: ['place'] });
			if (failure === null) return { outcome: 'pass' };
			const probe = await subject.call(NAME, [tensorValue([3], [1])]);
			const got = probe.status === 'ok' && isTensorValue(probe.value) ? probe.value : null;
			if (got === null || compareTensor(got, tensorValue([0], [1]), { what: '', tolerance: { absolute: 1e9, relative: 0 } }) !== null) {
				return { ...failure, diagnosis: failure.diagnosis ?? 'wrong-shape' };
			}
			const diagnosis = TELLING[got.data[0] ?? 0];
			return diagnosis === undefined ? failure : { ...failure, diagnosis };
		},
	};
}

export const checks: readonly Check[] = [
	example('one', [3], [6]),
	example('two', [1, 5], [2, 10]),
	example('zero', [0, 7], [0, 14]),
	example('negative', [-3, 4], [-6, 8]),
	example('fraction', [0.25], [0.5]),
	example('long', [1, 2, 3, 4, 5], [2, 4, 6, 8, 10]),
];
`;
}

function hiddenFile(name: string): string {
	return `/** Hidden checks: at least twenty generated cases each, one outcome, authored words only. */
import { isTensorValue, tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { compareTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';
import { failureOfCall } from '#grading/core/failure.ts';
import { integerBetween } from '#grading/core/random.ts';

const anyLength: Check = {
	id: 'any-length',
	title: 'Any length',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }) {
		const inputs = generateCases(20, random, () => randomTensor(random, [integerBetween(random, 1, 9)]));
		const result = await subject.harness('many', [inputs]);
		const failure = failureOfCall(result, '${name}');
		if (failure !== null) return failure;
		const outputs = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
		const verdicts = inputs.map((input, i) => {
			const got = outputs[i] ?? null;
			const expected = tensorValue(Array.from(input.data, (n) => 2 * n), input.shape);
			return isTensorValue(got) && compareTensor(got, expected, { what: '' }) === null ? ('right' as const) : { diagnosis: null };
		});
		return outcomeOfCases(verdicts, { named: {}, otherwise: { message: 'The output differs for some length.' } });
	},
};

export const hiddenChecks: readonly Check[] = [anyLength];
`;
}

function hintsFile(id: string): string {
	const sections = [
		['Orient', 'What kind of thing this is, in words and a picture. Which fact does the output miss? No code.'],
		['Diagnose', 'How to find out where it goes wrong: two or three questions to put to the output, in order.'],
		['Strategy', 'A plan, shown on a different problem with the same shape. The learner carries it over.'],
		['One step, with blanks', 'The code with its deciding places left open, each blank with a question in it.'],
		['Worked solution', 'The solution, annotated line by line.\n\n**Why?** It ends with a question that reading alone does not answer.'],
	];
	return `# Help for ${id}\n${sections.map(([title, text]) => `\n## ${title}\n${text} Replace this paragraph; each rung gives a little more than the one before it.\n`).join('')}`;
}

function variantFile(id: string, name: string): string {
	return `/** Near transfer, for the independent re-check: another name and one changed rule. */
import { defineVariant } from '#grading/core/variant.ts';

export const variant = defineVariant({
	id: 'triple',
	lab: '${id}',
	title: 'Three times',
	minutes: 5,
	exports: ['${name}Thrice'],
	task: 'Write \`${name}Thrice(x)\`: three times each number.',
	starter: ${JSON.stringify(learnerFile(`${name}Thrice`, 'x.clone()'))},
});
`;
}

function variantHiddenFile(name: string): string {
	return `/** Judges the re-check. Server only; the solution below is the test's proof that the variant can be solved. */
import { tensorValue } from '#contract/value.ts';
import type { Check } from '#grading/core/check.ts';
import { generateCases, outcomeOfCases } from '#grading/core/check-kit/cases.ts';
import { expectTensor } from '#grading/core/check-kit/expect-tensor.ts';
import { randomTensor } from '#grading/core/check-kit/properties.ts';

const NAME = '${name}Thrice';

const triple: Check = {
	id: 'triple',
	title: 'Three times each number',
	visibility: 'hidden',
	points: 1,
	async run({ subject, random }) {
		const verdicts = [];
		for (const x of generateCases(20, random, () => randomTensor(random, [3]))) {
			const expected = tensorValue(Array.from(x.data, (n) => 3 * n), [3]);
			const failure = expectTensor(await subject.call(NAME, [x]), NAME, expected, { what: 'The output' });
			verdicts.push(failure === null ? ('right' as const) : { diagnosis: null });
		}
		return outcomeOfCases(verdicts, { named: {}, otherwise: { message: 'The output differs for some numbers.' } });
	},
};

export const variantChecks: readonly Check[] = [triple];

export const variantSolution = ${JSON.stringify(learnerFile(`${name}Thrice`, 'x.mul(3)'))};
`;
}
