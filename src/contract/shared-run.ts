/**
 * A training run set aside for comparison, and the same run when its learner shows it to whoever has the link. Made in the learner's
 * browser from the learner's own code, so its numbers are told, not verified.
 */
import { z } from 'zod';
import { findingSchema } from './finding.ts';
import { backendSchema } from './run.ts';
import { sha256Schema } from './submission.ts';

/** Of one run: more than `decimate` leaves. */
const MAX_POINTS = 1_000;
/** Shown runs that one learner can have. */
export const MAX_SHARED_RUNS = 100;
/** Runs on one page: four lines can still be told apart. */
export const MAX_COMPARED = 4;
/** Of the request: four hundred points, as many measures and a few samples are a tenth of it. */
export const MAX_SHARED_RUN_BYTES = 262_144;

const step = z.int().nonnegative();

export const pinnedRunSchema = z.object({
	/** Milliseconds since the epoch at its start: one run is pinned once. */
	startedAt: z.int().nonnegative(),
	name: z.string().trim().min(1).max(40),
	preset: z.string().max(40),
	seed: z.int().nullable(),
	backend: backendSchema.nullable(),
	config: z.record(z.string().max(40), z.number()).readonly(),
	step,
	/** Of a loss; empty in a run that measures none. */
	points: z
		.array(z.object({ step, loss: z.number(), heldOut: z.number().optional(), heldOutError: z.number().optional() }).readonly())
		.max(MAX_POINTS)
		.readonly(),
	/** Of the lab's charts. */
	measures: z
		.array(z.object({ step, values: z.record(z.string().max(80), z.number()).readonly() }).readonly())
		.max(MAX_POINTS)
		.readonly(),
	/** What was seen in it. */
	findings: z.array(findingSchema).max(40).readonly(),
	/** The last texts that its model wrote, by step. */
	samples: z
		.array(z.object({ step, text: z.string().max(2_000) }).readonly())
		.max(6)
		.readonly(),
});
export type PinnedRun = Readonly<z.infer<typeof pinnedRunSchema>>;

export const shareRunSchema = z.object({
	lab: z.string().max(64),
	run: pinnedRunSchema,
	/** Weights of its last step, uploaded before, which whoever has the link may save; null for none. */
	weights: sha256Schema.nullable(),
});
export type ShareRun = z.infer<typeof shareRunSchema>;

/** A line of one's own shown runs. */
export interface OwnRun {
	readonly id: string;
	readonly labId: string;
	readonly run: PinnedRun;
	readonly hasWeights: boolean;
	readonly isShared: boolean;
	/** Milliseconds since the epoch. */
	readonly sharedAt: number;
}

/** What /runs/<id> shows. Whose it is only the learner is told. */
export interface SharedRun extends OwnRun {
	/** What the server said of these very weights in a submission of the same learner; null when it never measured them. */
	readonly judged: 'accepted' | 'rejected' | null;
	readonly isMine: boolean;
}
