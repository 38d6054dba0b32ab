/** The three collections: lessons (MDX), tasks of labs (MDX beside their code), and the map of modules with lessons that are still ahead. */
import { defineCollection } from 'astro:content';
import { file, glob } from 'astro/loaders';
import { z } from 'zod';
import { lessonSchema, moduleSchema } from '#contract/lesson.ts';

const lessons = defineCollection({ loader: glob({ base: './src/content/lessons', pattern: '*/*.mdx' }), schema: lessonSchema });

/** Ids are lab ids. A task may have no front matter at all. */
const tasks = defineCollection({
	loader: glob({ base: './src/labs', pattern: '*/task.mdx', generateId: ({ entry }) => entry.split('/')[0] ?? entry }),
	schema: z.looseObject({}),
});

const modules = defineCollection({ loader: file('./src/content/modules.yaml'), schema: moduleSchema });

export const collections = { lessons, tasks, modules };
