/**
 * The versions of labs that judge submissions. At its first use the bundle of a version goes into the content-addressed folder, and a row names it;
 * what was submitted for it is judged by it, however often the lab on disk changes. Only the grader evaluates a bundle, after its hash was checked.
 */
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { AppError } from '#contract/error.ts';
import type { WhichVersion } from '#contract/regrade.ts';
import { insertLabVersion, listLabVersions, selectOptionalLabVersion } from '#db/store/lab-versions.ts';
import type { Submission } from '#db/store/submissions.ts';
import { evaluateJudge, type LabJudge } from '#grading/verify/lab-judge.ts';
import type { JudgeText } from '#grading/verify/verify-weights.ts';
import { hashOf, readBlob, writeBlob } from './blobs.ts';
import type { Context } from './context.ts';
import { requireLab } from './get-lab.ts';

export interface LabVersionJudge extends JudgeText {
	readonly sha256: string;
	readonly judge: LabJudge;
}

/** The hash of the version that judges the lab now, which is stored by then. @throws AppError `unavailable` when it is not built. */
export async function storeLabVersion(context: Context, labId: string): Promise<string> {
	const { sha256, bytes } = await readCurrent(labId);
	if ((await selectOptionalLabVersion(context.client, labId, sha256)) !== undefined) return sha256;
	await writeBlob(context, sha256, bytes);
	const { version } = requireLab(labId);
	await insertLabVersion(context.client, { labId, sha256, version, sizeBytes: bytes.length, createdAt: new Date(context.now()) });
	return sha256;
}

/** No other try mends it. */
export class VersionGone extends AppError {}

/** Versions are kept since Gradus stores them; before, only the number says which it was. */
const isKept = (labVersion: number, labId: string, isStored: boolean): boolean => isStored || labVersion === requireLab(labId).version;

/** Of these submissions to a lab, those that the version they were submitted for cannot judge any more. */
export async function withoutVersion<T extends Pick<Submission, 'labVersion' | 'labHash'>>(
	{ client }: Context,
	labId: string,
	submissions: readonly T[],
): Promise<T[]> {
	const stored = new Set((await listLabVersions(client)).flatMap((each) => (each.labId === labId ? [each.sha256] : [])));
	return submissions.filter(({ labVersion, labHash }) => !isKept(labVersion, labId, stored.has(labHash)));
}

/** What judges a submission: the version that it was submitted for, or the lab's version of now. @throws VersionGone when it was not kept. */
export async function judgeOf(context: Context, submission: Submission, which: WhichVersion): Promise<LabVersionJudge> {
	const { labId, labVersion, labHash } = submission;
	const known = which === 'submitted' ? await selectOptionalLabVersion(context.client, labId, labHash) : undefined;
	if (which === 'submitted' && !isKept(labVersion, labId, known !== undefined)) {
		throw new VersionGone('unavailable', `What judged version ${labVersion} of the lab ${labId} was not kept.`, {
			at: submission.id,
			fix: 'Judge this submission by the current version.',
		});
	}
	return load(context, labId, known?.sha256 ?? (await storeLabVersion(context, labId)));
}

const MOST_LOADED = 32;
/** Evaluated once a process; the oldest goes first. */
const loaded = new Map<string, Promise<LabVersionJudge>>();

function load(context: Context, labId: string, sha256: string): Promise<LabVersionJudge> {
	const known = loaded.get(sha256);
	if (known !== undefined) return known;
	const loading = read(context, labId, sha256);
	loaded.set(sha256, loading);
	loading.catch(() => loaded.delete(sha256));
	for (const oldest of loaded.keys()) if (loaded.size > MOST_LOADED) loaded.delete(oldest);
	return loading;
}

async function read(context: Context, labId: string, sha256: string): Promise<LabVersionJudge> {
	const bytes = await readBlob(context, sha256);
	const text = Buffer.from(bytes).toString('utf8');
	const name = `${labId}-${sha256.slice(0, 12)}.cjs`;
	return { text, name, sha256, judge: await evaluateJudge(text, name) };
}

interface Current {
	readonly mtimeMs: number;
	readonly sha256: string;
	readonly bytes: Uint8Array;
}

const current = new Map<string, Current>();

/** Read again when it was built again. */
async function readCurrent(labId: string): Promise<Current> {
	const root = process.env['GRADUS_ROOT'] ?? process.cwd();
	const path = resolve(root, process.env['GRADUS_DIST'] ?? 'dist', 'judges', `${requireLab(labId).id}.cjs`);
	try {
		const { mtimeMs } = await stat(path);
		const known = current.get(path);
		if (known?.mtimeMs === mtimeMs) return known;
		const bytes = await readFile(path);
		const read = { mtimeMs, sha256: hashOf(bytes), bytes };
		current.set(path, read);
		return read;
	} catch (cause) {
		throw new AppError('unavailable', `What judges ${labId} is not built.`, { at: path, fix: 'Run npm run build and start again.', cause });
	}
}
