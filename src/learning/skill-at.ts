/**
 * To which of a lab's skills the code at the cursor belongs. A function that another lab asks for, or a line that calls it, is of that lab's
 * skill; imports and types are of no rationed one; everything else is what this lab practises.
 */
import type { SkillRole } from '#contract/automation.ts';
import { TOKEN } from './token-edits.ts';

interface LabOfExports {
	readonly skills: { readonly core: string };
	readonly exports: readonly string[];
}

interface AtHand {
	readonly skill: string;
	readonly role: SkillRole;
}

const FUNCTION = /^(?:export\s+)?(?:default\s+)?(?:async\s+)?(?:function\s*\*?\s*|(?:const|let|var)\s+)([\p{L}_$][\p{L}\p{N}_$]*)/u;
const TYPES = /^\s*(?:import\b|(?:export\s+)?(?:interface|type)\b)/;

/** Undefined where the lab has no skill of that kind. */
export function skillAt<Hand extends AtHand>(
	code: string,
	at: number,
	hands: readonly Hand[],
	labs: readonly LabOfExports[],
): Hand | undefined {
	const before = code.slice(0, at);
	const line = before.slice(before.lastIndexOf('\n') + 1);
	const around = declarationAround(before);
	if (TYPES.test(around)) return hands.find(({ role }) => role === 'mundane');
	const core = hands.find(({ role }) => role === 'core');
	// This lab's own function decides first: another lab may ask for one that is called the same.
	const here = namesOf(core?.skill, labs);
	const words = new Set([FUNCTION.exec(around)?.[1], ...(line.match(TOKEN) ?? [])]);
	const isNamed = ({ skill }: Hand): boolean => [...namesOf(skill, labs)].some((name) => words.has(name) && !here.has(name));
	return hands.filter(({ role }) => role === 'needed').find(isNamed) ?? core;
}

/** First line of the declaration at the margin that the cursor stands in; the cursor's own line when that is one. */
function declarationAround(before: string): string {
	const lines = before.split('\n');
	const from = lines.findLastIndex((line) => /^[\p{L}_$]/u.test(line));
	const isOver = lines.slice(from + 1).some((line) => /^[)\]}]/.test(line));
	return from === -1 || isOver ? (lines.at(-1) ?? '') : (lines[from] ?? '');
}

function namesOf(skill: string | undefined, labs: readonly LabOfExports[]): ReadonlySet<string> {
	return new Set(labs.filter(({ skills }) => skills.core === skill).flatMap(({ exports }) => exports));
}
