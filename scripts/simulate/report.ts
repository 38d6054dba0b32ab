/** The tables of the simulation as Markdown, the same text on a terminal and in docs/learning.md. */
import { percent } from '#contract/number-text.ts';
import { PARAMETERS } from '#learning/parameters.ts';
import { ARCHETYPE_NAMES } from './archetypes.ts';
import { compare, measure, type Summary } from './measure.ts';
import { POLICIES } from './policies.ts';
import { ASSUMPTIONS, type Assumption } from './world.ts';

interface Size {
	/** Learners of each archetype in the comparison, and in each cell of the sensitivities. */
	readonly learners: number;
	readonly inSensitivities: number;
}

export const FULL: Size = { learners: 60, inSensitivities: 40 };
export const QUICK: Size = { learners: 4, inSensitivities: 1 };

/** Compared under every assumption. */
const COMPARED = ['none', 'unlimited', 'cap-3', 'ladder', 'time', 'ours', 'ours-a3', 'ladder-recheck'] as const;
const EFFORTS = [0, 0.5, 1, 1.5, 2, 3, 5];
const UNDER_EFFORT = ['hungry', 'hard labs, hungry', 'fragile, hungry'];

const three = (x: number): string => x.toFixed(3).replace(/^(-?)0\./, '$1.');
const signed = (x: number): string => `${x < 0 ? '−' : '+'}${three(Math.abs(x))}`;
const two = (x: number): string => x.toFixed(2).replace(/^0\./, '.');

export function* report({ learners, inSensitivities }: Size): Generator<string> {
	const base = assumptionOf('as assumed');
	const summaries = POLICIES.map(({ id }) => measure({ policyId: id, assumption: base, learners }));
	yield `### Comparison\n\n${learners} made-up learners of each of ${ARCHETYPE_NAMES.length} kinds under every policy, the same seeds for all.\n\n${comparisonTable(summaries)}`;
	yield `### By kind of learner: the exam\n\n${archetypeTable(summaries, ({ byArchetype }) => byArchetype, two)}`;
	yield `### How honest the estimate is\n\nThe product's estimate on the day of the exam minus the true chance, over skills; above zero it is too hopeful.\n\n${archetypeTable(summaries, (summary) => [summary.bias, ...summary.biasByArchetype], signedTwo, ['all'])}`;
	yield `### Other assumptions\n\nExam, hours and share that quits; ${inSensitivities} learners of each kind in a cell.\n\n${sensitivityTable(inSensitivities)}`;
	yield `### Effort asked for\n\nThe effort that rungs ask for, multiplied; policy: ours. Exam, hours, share that quits, worked solutions per learner.\n\n${effortTable(inSensitivities)}`;
}

/** The page with these tables between its two marks. @throws for a page without them. */
export function withTables(page: string, parts: readonly string[]): string {
	const [before, rest] = page.split(/(?<=<!-- simulation: [^\n]*-->\n)/);
	const after = rest?.slice(rest.indexOf('<!-- /simulation -->'));
	if (before === undefined || after === undefined || !after.startsWith('<!--'))
		throw new Error('The page has no marks <!-- simulation: … --> and <!-- /simulation --> around its tables.');
	return `${before}\n${parts.join('\n\n')}\n\n${after}`;
}

const signedTwo = (x: number): string => `${x < 0 ? '−' : '+'}${two(Math.abs(x))}`;

function comparisonTable(summaries: readonly Summary[]): string {
	const ours = summaries.find(({ policy }) => policy.id === 'ours');
	const rows = summaries.map((summary) => {
		const { policy, exam, examError, practice, hours, quit, rechecks, solutions } = summary;
		const versus = ours && policy.id !== 'ours' ? compare(summary, ours) : null;
		return [
			policy.title,
			`${three(exam)} ± ${three(examError)}`,
			versus === null ? '' : `${signed(versus.gain)} ± ${three(versus.error)}`,
			three(practice),
			hours.toFixed(1),
			percent(quit),
			rechecks.toFixed(1),
			solutions.toFixed(1),
		];
	});
	return table(['policy', 'exam, unaided', 'against ours', 'practice passed', 'hours', 'quit', 're-checks', 'worked solutions'], rows);
}

function archetypeTable(
	summaries: readonly Summary[],
	pick: (summary: Summary) => readonly number[],
	write: (x: number) => string,
	before: readonly string[] = [],
): string {
	return table(
		['policy', ...before, ...ARCHETYPE_NAMES],
		summaries.map((summary) => [summary.policy.title, ...pick(summary).map(write)]),
	);
}

function sensitivityTable(learners: number): string {
	const rows = ASSUMPTIONS.map((assumption) => {
		const cells = COMPARED.map((policyId) => measure({ policyId, assumption, learners }));
		const best = Math.max(...cells.map(({ exam }) => exam));
		return [
			assumption.title,
			...cells.map(({ exam, hours, quit }) => {
				const score = exam === best ? `**${three(exam)}**` : three(exam);
				return `${score} · ${hours.toFixed(1)} · ${percent(quit)}`;
			}),
		];
	});
	return table(['assumption', ...COMPARED], rows);
}

function effortTable(learners: number): string {
	const rows = EFFORTS.map((factor) => {
		const parameters = { ...PARAMETERS, need: PARAMETERS.need.map((row) => row.map((units) => units * factor)) };
		const cells = UNDER_EFFORT.map((title) => {
			const { exam, hours, quit, solutions } = measure({ policyId: 'ours', assumption: assumptionOf(title), learners, parameters });
			return `${three(exam)} · ${hours.toFixed(1)} · ${percent(quit)} · ${solutions.toFixed(1)}`;
		});
		return [`× ${factor}`, ...cells];
	});
	return table(['effort', ...UNDER_EFFORT], rows);
}

function assumptionOf(title: string): Assumption {
	const assumption = ASSUMPTIONS.find((each) => each.title === title);
	if (!assumption) throw new Error(`There is no assumption "${title}".`);
	return assumption;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
