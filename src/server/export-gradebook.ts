/** A gradebook as a file: the rows, columns and numbers that the address shows, and the same points in the form that Canvas takes. */
import { AppError } from '#contract/error.ts';
import { gradebookGrid } from '#contract/gradebook-grid.ts';
import { arrangeGrid, metricText, readGridQuery } from '#contract/grid.ts';
import type { Gradebook } from '#contract/points-view.ts';
import type { Actor } from '#contract/user.ts';
import type { Context } from './context.ts';
import { type Cell, csvText } from './csv.ts';
import { getGradebook } from './get-gradebook.ts';

/** `form=canvas` in the address asks for that form. @throws AppError `missing` for a cohort that is not the actor's, `conflict` for Canvas while names are hidden. */
export async function exportGradebook(context: Context, actor: Actor, cohortId: string, address: URLSearchParams): Promise<string> {
	const gradebook = await getGradebook(context, actor, cohortId);
	if (address.get('form') !== 'canvas') return gradebookCsv(gradebook, address);
	if (gradebook.cohort.isPseudonymous)
		throw new AppError('conflict', 'This cohort hides names, and Canvas finds learners by their usernames alone.', {
			fix: 'Show names on the roster first.',
		});
	return canvasCsv(gradebook, address);
}

/** In the order and with the columns of the screen, and the numbers as they stand there. */
export function gradebookCsv(gradebook: Gradebook, address: URLSearchParams): string {
	const data = gradebookGrid(gradebook);
	const { rows, columns, metric } = arrangeGrid(data, readGridQuery(address));
	const shown = data.metrics[metric];
	const unit = shown?.id === 'percent' ? () => '%' : (n: number) => `of ${gradebook.labs[n]?.worth ?? ''}`;
	const heads = columns.map((n) => `${data.columns[n]?.lesson} ${data.columns[n]?.title} (${unit(n)})`);
	return csvText(
		['learner', 'username', 'section', ...heads, 'total %', 'labs in the total'],
		rows.map((n): Cell[] => {
			const row = gradebook.rows[n];
			const grid = data.rows[n];
			const numbers = columns.map((at): Cell => {
				const text = shown === undefined ? '' : metricText(shown, grid?.cells[at]?.[metric + 1]);
				return text === '' ? null : Number(text);
			});
			return [row?.name ?? '', row?.username ?? '', row?.section ?? null, ...numbers, ...(grid?.ends ?? []).map(([value]) => value)];
		}),
	);
}

/**
 * Canvas matches a line by its ID, SIS IDs or login: we know the login, which is the username here, and leave the others to be filled in. The
 * second line says what each column is worth. An excused cell is "EX", one without points is empty, which leaves in Canvas what stands there.
 */
export function canvasCsv(gradebook: Gradebook, address: URLSearchParams): string {
	const data = gradebookGrid(gradebook);
	const { rows, columns } = arrangeGrid(data, readGridQuery(address));
	const labs = columns.flatMap((n) => gradebook.labs[n] ?? []);
	const about = ['Student', 'ID', 'SIS User ID', 'SIS Login ID', 'Section'];
	return csvText(
		[...about, ...labs.map(canvasTitle)],
		[
			['    Points Possible', null, null, null, null, ...labs.map(({ worth }) => worth)],
			...rows.flatMap((n): Cell[][] => {
				const row = gradebook.rows[n];
				if (!row) return [];
				const points = columns.map((at) => (row.cells[at]?.isExcused ? 'EX' : (row.cells[at]?.points ?? null)));
				return [[row.name, null, null, row.username, row.section ?? gradebook.cohort.name, ...points]];
			}),
		],
	);
}

/** Canvas passes over a column whose title has "final" in it, and reads "current" and "unposted" titles as its own totals. */
function canvasTitle({ lesson, title, id }: Gradebook['labs'][number]): string {
	return /final|current|unposted/i.test(title) ? `${lesson} lab ${id.replaceAll(/final|current|unposted/gi, '')}` : `${lesson} ${title}`;
}
