/** The settings of a gradebook: read from their form, refused when somebody changed them meanwhile, audited. Points everywhere follow at once. */
import { AppError } from '#contract/error.ts';
import { DEFAULT_LAB, DEFAULT_SETTINGS, type GradebookSettings, gradebookSettingsSchema, type LabSettings } from '#contract/gradebook.ts';
import type { Actor } from '#contract/user.ts';
import { putGradebook, selectOptionalGradebook } from '#db/store/gradebook.ts';
import type { Cohort } from '#db/store/teaching.ts';
import { listDisplayNames } from '#db/store/users.ts';
import { labs } from '#labs/index.ts';
import { auditRow } from './audit.ts';
import type { Context } from './context.ts';
import { type Fields, FormError } from './form.ts';
import { labSettings } from './gradebook-work.ts';
import { requireOpenTaughtCohort, requireTaughtCohort } from './manage-cohorts.ts';

export interface SettingsPage {
	readonly cohort: Cohort;
	readonly settings: GradebookSettings;
	readonly labs: readonly ({ readonly id: string; readonly lesson: string; readonly title: string } & LabSettings)[];
	/** 0: nobody changed anything yet. */
	readonly revision: number;
	readonly changed: { readonly by: string; readonly at: number } | null;
}

/** @throws AppError `missing` for a cohort that is not the actor's. */
export async function getGradebookSettings(context: Context, actor: Actor, cohortId: string): Promise<SettingsPage> {
	const cohort = await requireTaughtCohort(context, actor, cohortId);
	const row = await selectOptionalGradebook(context.client, cohortId);
	const settings = row?.settings ?? DEFAULT_SETTINGS;
	const names = row ? await listDisplayNames(context.client, [row.changedBy]) : new Map<string, string>();
	return {
		...{ cohort, settings, revision: row?.revision ?? 0 },
		labs: labs.map(({ id, lesson, title }) => ({ id, lesson, title, ...labSettings(settings, id) })),
		changed: row ? { by: names.get(row.changedBy) ?? 'somebody', at: row.changedAt.getTime() } : null,
	};
}

/** @throws FormError by field, AppError `missing`, `conflict` when the settings are not those that the form showed. */
export async function setGradebook(context: Context, actor: Actor, cohortId: string, fields: Fields): Promise<void> {
	const cohort = await requireOpenTaughtCohort(context, actor, cohortId);
	const settings = parseSettings(fields);
	const seen = Number(fields['seen'] ?? 0);
	const now = context.now();
	const row = { cohortId: cohort.id, settings, revision: seen + 1, changedBy: actor.id, changedAt: new Date(now) };
	const isPut = await putGradebook(
		context.client,
		row,
		seen,
		auditRow(context, actor, cohort.id, 'gradebook-settings', { settings, revision: row.revision }),
	);
	if (!isPut)
		throw new AppError('conflict', 'Somebody else changed these settings while you were writing, so nothing of yours was kept.', {
			fix: 'Their settings are in force. Save again to put yours over them, or show theirs.',
		});
}

/** Fields are `rule`, `dropLowest`, and per lab `rule-<id>`, `points-<id>`, `weight-<id>`; what is as everybody begins is not kept. */
function parseSettings(fields: Fields): GradebookSettings {
	const byLab = Object.fromEntries(
		labs.map(({ id }) => {
			const rule = fields[`rule-${id}`] ?? '';
			const number = (name: string, other: number) => {
				const text = (fields[`${name}-${id}`] ?? String(other)).trim();
				return text === '' ? Number.NaN : Number(text);
			};
			return [
				id,
				{ rule: rule === '' ? null : rule, points: number('points', DEFAULT_LAB.points), weight: number('weight', DEFAULT_LAB.weight) },
			];
		}),
	);
	const parsed = gradebookSettingsSchema.safeParse({ rule: fields['rule'], dropLowest: fields['dropLowest'], labs: byLab });
	if (!parsed.success) {
		const problems: Record<string, string> = {};
		for (const { path, message } of parsed.error.issues)
			problems[path[0] === 'labs' ? `${String(path[2])}-${String(path[1])}` : String(path[0])] ??= message;
		throw new FormError(problems);
	}
	const { labs: all, ...rest } = parsed.data;
	return { ...rest, labs: Object.fromEntries(Object.entries(all).filter(([, lab]) => !isDefault(lab))) };
}

function isDefault({ rule, points, weight }: LabSettings): boolean {
	return rule === DEFAULT_LAB.rule && points === DEFAULT_LAB.points && weight === DEFAULT_LAB.weight;
}
