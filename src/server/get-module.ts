/** What the page of one lesson needs beside its text: its module, its neighbours, its lab, and the numbers that we measured for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '#contract/lab.ts';
import type { PathLesson, PathModule, PathView } from '#contract/lesson.ts';
import { requireLab } from './get-lab.ts';
import { labFolder } from './lab-files.ts';

export interface LessonPlace {
	readonly module: PathModule;
	readonly here: PathLesson;
	/** Nearest written neighbours on the path. */
	readonly previous: PathLesson | null;
	readonly next: PathLesson | null;
	readonly lab: Lab | null;
	readonly secondLab: Lab | null;
	readonly golden: unknown;
}

/** Undefined when the path has no such lesson. */
export function getPlace(path: PathView, number: string): LessonPlace | undefined {
	const module = path.modules.find((candidate) => candidate.lessons.some((lesson) => lesson.number === number));
	const here = module?.lessons.find((lesson) => lesson.number === number);
	if (!module || !here) return undefined;
	const written = path.modules.flatMap((each) => each.lessons).filter((lesson) => lesson.href !== null);
	const at = written.indexOf(here);
	return {
		module,
		here,
		previous: written[at - 1] ?? null,
		next: written[at + 1] ?? null,
		lab: here.lab === null ? null : requireLab(here.lab),
		secondLab: here.secondLab === null ? null : requireLab(here.secondLab),
		golden: here.lab === null ? null : readGolden(here.lab),
	};
}

/** Null while nothing has been measured. */
function readGolden(labId: string): unknown {
	try {
		return JSON.parse(readFileSync(join(labFolder(labId), 'golden.json'), 'utf8'));
	} catch {
		return null;
	}
}
