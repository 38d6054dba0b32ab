/** What the Docs panel of a lab searches: made at build time, read by the browser. */
import { z } from 'zod';

export const docEntrySchema = z.strictObject({
	/** The name that is imported, called or asked for. */
	name: z.string(),
	/** Where it comes from: `@tensorflow/tfjs`, `gradus`, or the lab itself. */
	from: z.enum(['tfjs', 'gradus', 'lab']),
	/** How it is written. */
	call: z.string(),
	/** What it does; a sentence or two. */
	does: z.string(),
	/** What shapes go in and come out; empty where there are none. */
	shapes: z.string().default(''),
	/** One to three lines that run. */
	example: z.string().default(''),
	/** Words that a learner may search it by. */
	words: z.string().default(''),
});
export type DocEntry = z.infer<typeof docEntrySchema>;
