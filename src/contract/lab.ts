/** What a lab declares about itself in lab.ts: the only description of a lab that every side reads. */
import { z } from 'zod';
import { measureMeaningSchema } from './finding.ts';

export const presetSchema = z.strictObject({
	/** Shown in the preset menu, for example "tiny, one layer". */
	label: z.string(),
	/** Model and training configuration, given to the kit as it stands. Numbers only, so that it can be shown and compared. */
	config: z.record(z.string(), z.number()),
	/** Training steps of a full run. */
	steps: z.int().positive(),
	/** Target of a verified run on Storyland: held-out loss at most floor + margin, in nats per token. */
	targetMargin: z.number().positive().optional(),
	/** Target of a verified run of another kind, as the lab's measure.hidden.ts measures it. A preset with neither is practice only. */
	target: z
		.strictObject({
			goal: z.enum(['at-least', 'at-most']),
			value: z.number(),
			/** What is measured, to be read after "The target is 0.5:", for example "share of hidden problems answered right". */
			what: z.string(),
			counted: z.enum(['tokens', 'problems']),
		})
		.optional(),
	/** Measured seconds of the reference's whole run, one core of a server, by backend: what the page says until it knows this machine. */
	seconds: z.strictObject({ wasm: z.number().positive().optional(), cpu: z.number().positive().optional() }).optional(),
	/** Training cost of the full run in FLOPs, stated by 6·N per token plus attention. */
	flops: z.number().positive().optional(),
});
export type Preset = z.infer<typeof presetSchema>;

/** A chart of named measures over the steps of a run, drawn while it trains. */
export const chartSchema = z.strictObject({
	id: z.string().regex(/^[a-z][a-z0-9-]*$/),
	title: z.string(),
	/** Name of the y axis with its unit, for example "reward" or "KL in nats". */
	y: z.string(),
	/** Keys of the run's `measure` messages. */
	series: z
		.array(z.strictObject({ key: z.string(), label: z.string() }))
		.min(1)
		.max(6),
	/** Fixed ends of the y axis, for example [0, 1] for a share. */
	range: z.tuple([z.number(), z.number()]).optional(),
	/** Levels to compare with: a target, a floor, chance. */
	lines: z.array(z.strictObject({ label: z.string(), value: z.number() })).optional(),
	/** One sentence: what to look for. */
	about: z.string(),
});
export type Chart = z.infer<typeof chartSchema>;

/** One number of a task that differs from learner to learner: low, low + step, … up to high. */
export const ownNumberSchema = z
	.strictObject({
		/** What it is, with its unit, for the table of the task: "dollars for a million tokens". */
		what: z.string(),
		low: z.number(),
		high: z.number(),
		step: z.number().positive(),
	})
	.refine(({ low, high, step }) => (high - low) / step >= 9, {
		message: 'There are fewer than ten values from low to high: neighbours would often have the same. Lower the step or widen the range.',
	});
export type OwnNumber = z.infer<typeof ownNumberSchema>;
/** The numbers of one learner, by name. */
export type OwnNumbers = Readonly<Record<string, number>>;

export const labSchema = z.strictObject({
	/** Folder name and URL segment. Stable, term-free. */
	id: z.string().regex(/^[a-z][a-z0-9-]*$/),
	/** Raised by every edit that a learner could notice. */
	version: z.int().positive(),
	title: z.string(),
	/** Lesson number, for example "1.4". */
	lesson: z.string().regex(/^\d\.\d+[a-z]?$/),
	minutes: z.int().positive(),
	/** 1 (a few lines) to 5 (a day). */
	difficulty: z.int().min(1).max(5),
	skills: z.strictObject({
		/** The one skill that help is rationed on. */
		core: z.string(),
		mundane: z.array(z.string()),
	}),
	/** The file the learner edits, as shown in the editor tab. */
	file: z.string().endsWith('.ts'),
	/** Functions that the learner must export. */
	exports: z.array(z.string()).min(1),
	/** Import specifiers that learner code may use. Names of `gradus` that answer the lab are left out of `gradus`. */
	allowedImports: z.strictObject({
		/** Names importable from `gradus`; '*' for all public names. */
		gradus: z.union([z.literal('*'), z.array(z.string())]),
		/** Lab ids importable as `my/<id>`. */
		my: z.array(z.string()),
	}),
	/** A project joins skills that were proven before: AI may write whole blocks of those (A3). Elsewhere it completes lines at most. */
	project: z.boolean().default(false),
	/** True when Shift+Enter trains something. */
	trains: z.boolean(),
	/** By name; the first is the default. Empty for a lab that does not train. */
	presets: z.record(z.string(), presetSchema),
	/** Weights that a submission may carry, by name. */
	checkpoints: z.array(z.strictObject({ name: z.string(), required: z.boolean() })),
	/** `gpt`: the kit's model, whose shapes follow from the preset's config. `own`: only the lab knows its shapes. */
	model: z.enum(['gpt', 'own']).default('gpt'),
	/** A checkpoint that the run starts from, public/bases/<name>.safetensors. */
	base: z
		.string()
		.regex(/^[a-z][a-z0-9-]*$/)
		.optional(),
	/** What is drawn of a run beside its loss. */
	charts: z.array(chartSchema).default([]),
	/** What measures of a run mean, by their keys, for whoever watches it (docs/authoring.md, What a run says by itself). */
	meanings: z.record(z.string(), measureMeaningSchema).default({}),
	/** Diagnosis ids that the public checks alone can tell. The others need the hidden checks. */
	publicDiagnoses: z.array(z.string()),
	/**
	 * Numbers of the task that are the learner's own, by the names that task and starter give them. With it, hidden cases are the learner's
	 * own too. Left out: everybody has the same task.
	 */
	perLearner: z.record(z.string().regex(/^[a-z][A-Za-z0-9]*$/), ownNumberSchema).optional(),
	/** Wall clock of one grading, in milliseconds. */
	wallMs: z.int().positive().default(10_000),
	/** Isolate heap in MiB. */
	memoryMiB: z.int().positive().default(192),
});
export type Lab = z.infer<typeof labSchema>;
