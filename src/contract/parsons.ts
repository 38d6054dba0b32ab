/** Lines of a program to put in order (a Parsons problem), as a browser shows and answers them. The right order never leaves the server. */
import { z } from 'zod';

/** One movable piece: a line, or a few that belong together. The id says nothing about its place. */
export interface ParsonsCard {
	readonly id: string;
	readonly text: string;
}

export const parsonsOrderSchema = z.strictObject({
	/** Ids of the cards used, first line first. */
	order: z.array(z.string().max(8)).max(60, 'There are at most 60 lines.'),
});
export type ParsonsOrder = z.infer<typeof parsonsOrderSchema>;

export interface ParsonsGrade {
	readonly isRight: boolean;
	/** Place of the first card that does not belong there yet, from 0; null when all that was placed fits. */
	readonly wrongAt: number | null;
	/** Lines of the program that were left out. */
	readonly missing: number;
	/** The same for a person. */
	readonly sentence: string;
}
