/**
 * The workspace of an open re-check in code: the lab's own, with the variant's task, starter and exports, a draft of its own,
 * and neither training nor diagnoses nor hints. The checks that judge it are all hidden; the bundle only tells whether the file runs.
 */
import { marked } from 'marked';
import type { Lab } from '#contract/lab.ts';
import type { LabWorkspace } from '#contract/submission.ts';
import type { Actor } from '#contract/user.ts';
import { selectOptionalDraft } from '#db/store/drafts.ts';
import type { Variant } from '#grading/core/variant.ts';
import { SITTING_MS } from '#learning/sitting.ts';
import type { Context } from './context.ts';
import { getWorkspace } from './get-lab.ts';
import { loadVariant } from './load-variant.ts';
import { requireSitting } from './read-recheck.ts';
import { toStoredDraft } from './save-draft.ts';

export interface RecheckRoom {
	readonly workspace: LabWorkspace;
	readonly minutes: number;
	readonly taskHtml: string;
}

/** @throws AppError `missing` when no check in code is open. */
export async function getRecheckRoom(context: Context, actor: Actor, labId: string): Promise<RecheckRoom> {
	const { lab, sitting } = await requireSitting(context, actor.id, labId, { mayBePassed: true });
	const [variant, practice, draft] = await Promise.all([
		loadVariant(lab.id),
		getWorkspace(context, actor, lab.id),
		selectOptionalDraft(context.client, actor.id, sitting.task),
	]);
	const workspace = {
		...practice,
		lab: labOfVariant(lab, variant),
		starter: variant.starter,
		draft: draft ? toStoredDraft(draft) : null,
		diagnoses: {},
		own: null,
		dues: [],
		api: `/api/rechecks/${lab.id}`,
		sitting: { task: sitting.task, endsAt: sitting.startedAt + SITTING_MS },
	};
	return { workspace, minutes: variant.minutes, taskHtml: marked.parse(variant.task, { async: false }) };
}

/** What of a lab holds in its re-check. */
function labOfVariant(lab: Lab, { title, exports, minutes }: Variant): Lab {
	const { perLearner: _, ...rest } = lab;
	return { ...rest, title, minutes, exports: [...exports], trains: false, presets: {}, checkpoints: [], charts: [], publicDiagnoses: [] };
}

/** JavaScript for the lab worker: one check that tells whether the file runs and exports what is asked. */
export async function getRecheckBundle(context: Context, actor: Actor, labId: string): Promise<string> {
	const { workspace } = await getRecheckRoom(context, actor, labId);
	const { lab } = workspace;
	return `exports.lab = ${JSON.stringify(lab)};
exports.harness = {};
exports.checks = ${JSON.stringify(lab.exports)}.map((name) => ({
	id: 'exports-' + name.toLowerCase(),
	title: 'The file runs, and exports ' + name,
	visibility: 'public',
	points: 1,
	async run({ subject }) {
		const { status } = await subject.call(name, []);
		if (status !== 'missing-export') return { outcome: 'pass' };
		return { outcome: 'fail', diagnosis: 'missing-export', message: 'The file does not export a function named ' + name + '. Write "export function ' + name + '(…)".' };
	},
}));
`;
}
