/** Judging again: what an instructor asks for, the states it goes through, and the rows of its table. */
import { z } from 'zod';

/** Why one verdict took the place of another. */
export const changeCauseSchema = z.enum(['regrade', 'undo', 'override']);
export type ChangeCause = z.infer<typeof changeCauseSchema>;

/** `submitted`: what judged it when it was submitted, from the store. `current`: what judges the lab now. */
export const whichVersionSchema = z.enum(['submitted', 'current']);
export type WhichVersion = z.infer<typeof whichVersionSchema>;

/** `running`: being judged again, nothing is changed. `ready`: a person decides. `applying` and `undoing` go on by themselves after a crash. */
export const regradeStateSchema = z.enum(['running', 'ready', 'applying', 'applied', 'undoing', 'undone', 'discarded']);
export type RegradeState = z.infer<typeof regradeStateSchema>;

/** `needs-staff`: a fault of ours, so it changes nothing. `skipped`: its verdict was changed by something else meanwhile. */
export const itemStateSchema = z.enum(['queued', 'judged', 'needs-staff', 'applied', 'undone', 'skipped']);
export type ItemState = z.infer<typeof itemStateSchema>;

/** Which submissions of the lab: of each learner the latest, the best or all, within days, of one diagnosis, of one learner. */
export const regradeScopeSchema = z.object({
	pick: z.enum(['latest', 'best', 'all']),
	/** Milliseconds since the epoch, both ends inside. */
	from: z.number().optional(),
	until: z.number().optional(),
	diagnosis: z.string().optional(),
	learnerId: z.string().optional(),
});
export type RegradeScope = z.infer<typeof regradeScopeSchema>;
