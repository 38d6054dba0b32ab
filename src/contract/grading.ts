/** Checks and verdicts: what grading says, in the browser (practice) and on the server (the record). */
import { z } from 'zod';

export const outcomeSchema = z.enum(['accepted', 'rejected', 'error', 'timeout', 'out-of-memory', 'unavailable']);
/** `unavailable` is our fault: retried, never evidence, never counted. */
export type Outcome = z.infer<typeof outcomeSchema>;

/** JSON has no NaN and no infinity: they are stored by name. Verdicts of before hold the largest number in their place. */
export const evidenceNumberSchema = z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity'])]);
export type EvidenceNumber = z.infer<typeof evidenceNumberSchema>;

export const evidenceSchema = z.strictObject({
	/** What the numbers are, for example "Row 3 of the weights". */
	label: z.string().max(200),
	expected: z.array(evidenceNumberSchema).max(64).optional(),
	got: z.array(evidenceNumberSchema).max(64).optional(),
	/** Where the two first differ, with the axis names of that tensor. */
	firstDifference: z
		.strictObject({
			index: z.array(z.int()),
			axes: z.array(z.string()).optional(),
			expected: evidenceNumberSchema,
			got: evidenceNumberSchema,
		})
		.optional(),
});
export type Evidence = z.infer<typeof evidenceSchema>;

export const checkResultSchema = z.strictObject({
	id: z.string(),
	title: z.string(),
	visibility: z.enum(['public', 'hidden']),
	outcome: z.enum(['pass', 'fail']),
	points: z.number(),
	/** One or two sentences in the words of the idea. Of a hidden check only authored text. */
	message: z.string(),
	/** Id of a section in diagnoses.md. */
	diagnosis: z.string().optional(),
	/** Learner's line, 1-based, where it is known. */
	line: z.int().positive().optional(),
	evidence: evidenceSchema.optional(),
});
export type CheckResult = z.infer<typeof checkResultSchema>;

/** Result of evaluating uploaded weights on hidden data, rounded to 2 decimals for the learner. */
export const weightsResultSchema = z.strictObject({
	name: z.string(),
	preset: z.string(),
	/** What was measured, for example "nats per token" or "share of hidden problems answered right". */
	what: z.string(),
	value: z.number(),
	goal: z.enum(['at-least', 'at-most']),
	target: z.number(),
	/** What no honest model passes: the entropy of the text. */
	floor: z.number().optional(),
	standardError: z.number(),
	/** On so many of them. */
	count: z.int(),
	counted: z.enum(['tokens', 'problems']),
	outcome: z.enum(['pass', 'fail']),
	message: z.string(),
});
export type WeightsResult = z.infer<typeof weightsResultSchema>;

const offeredPartSchema = z.strictObject({ checks: z.int().nonnegative(), points: z.number().nonnegative() });

/** How many checks there are and what they are worth, whether or not they ran. */
export const offeredPointsSchema = z.strictObject({ public: offeredPartSchema, hidden: offeredPartSchema });
export type OfferedPoints = z.infer<typeof offeredPointsSchema>;

export const verdictSchema = z.strictObject({
	outcome: outcomeSchema,
	/** `mundane`: syntax, type, missing export, bad weights file. Not evidence on the core skill. */
	kind: z.enum(['core', 'mundane']),
	/** The leading diagnosis: of the first failing check that names one, or the outcome (`timeout`, `out-of-memory`, `threw`, `syntax`, …). */
	diagnosis: z.string().optional(),
	/** The first thing the learner reads. */
	message: z.string(),
	/** Learner's line, 1-based, for syntax errors and throws. */
	line: z.int().positive().optional(),
	column: z.int().positive().optional(),
	checks: z.array(checkResultSchema),
	/** All checks of the lab: a file that does not load, or is stopped, still has a score out of all points (score.ts). */
	offered: offeredPointsSchema.optional(),
	weights: z.array(weightsResultSchema).optional(),
	/** Console output of the learner's code in public checks, at most 4 kB. */
	logs: z.string().optional(),
	/** Labs whose accepted file, imported as `my/<id>`, no longer compiles or loads: the course's own stood in for it. */
	lent: z.array(z.string()).optional(),
	/** What judged it: sandbox layer, versions, hash of the checks. Absent in the browser. */
	grader: z
		.strictObject({
			layer: z.string(),
			node: z.string(),
			isolatedVm: z.string(),
			tfjs: z.string(),
			/** SHA-256 of the sandbox's own scripts: compiler, driver, kit. Absent in verdicts of before it was kept. */
			sandbox: z.string().optional(),
			/** SHA-256 of the lab's version: what judged it lies in the store under this name. */
			checksHash: z.string(),
			/** Absent in verdicts of before versions were stored. */
			labVersion: z.int().optional(),
			secretId: z.string(),
		})
		.optional(),
	/** Rounded up to whole seconds before it leaves the server. */
	durationMs: z.number().nonnegative(),
});
export type Verdict = z.infer<typeof verdictSchema>;

export const jobStateSchema = z.enum(['queued', 'running', 'needs-staff']);
export type JobState = z.infer<typeof jobStateSchema>;
export const jobKindSchema = z.enum(['grade', 'regrade']);
export type JobKind = z.infer<typeof jobKindSchema>;
