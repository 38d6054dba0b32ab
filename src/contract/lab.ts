/** What a lab declares about itself in lab.ts: the only description of a lab that every side reads. */
import { z } from 'zod';

export const presetSchema = z.strictObject({
	/** Shown in the preset menu, for example "tiny, one layer". */
	label: z.string(),
	/** Model and training configuration, given to the kit as it stands. Numbers only, so that it can be shown and compared. */
	config: z.record(z.string(), z.number()),
	/** Training steps of a full run. */
	steps: z.int().positive(),
	/** Target of a verified run: held-out loss at most floor + margin, in nats per token. Absent: this preset is practice only. */
	targetMargin: z.number().positive().optional(),
	/** Training cost of the full run in FLOPs, stated by 6·N per token plus attention. */
	flops: z.number().positive().optional(),
});
export type Preset = z.infer<typeof presetSchema>;

export const panelSchema = z.enum(['loss', 'attention', 'samples']);
export type Panel = z.infer<typeof panelSchema>;

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
	/** True when Shift+Enter trains something. */
	trains: z.boolean(),
	/** By name; the first is the default. Empty for a lab that does not train. */
	presets: z.record(z.string(), presetSchema),
	/** Weights that a submission may carry, by name. */
	checkpoints: z.array(z.strictObject({ name: z.string(), required: z.boolean() })),
	panels: z.array(panelSchema),
	/** Diagnosis ids that the public checks alone can tell. The others need the hidden checks. */
	publicDiagnoses: z.array(z.string()),
	/** Wall clock of one grading, in milliseconds. */
	wallMs: z.int().positive().default(10_000),
	/** Isolate heap in MiB. */
	memoryMiB: z.int().positive().default(192),
	/** Labs that this one is an import of. */
	unlocks: z.array(z.string()),
});
export type Lab = z.infer<typeof labSchema>;
