/** Where a text goes that was taken from the list, how it is indented there, and what of a block is there already. Pure. */
import type { WrittenBlock } from '#contract/automation.ts';

export interface Insertion {
	/** Offset into the code. */
	readonly at: number;
	readonly text: string;
}

/** On the cursor's line when that is empty, else below it, as deep as that place is. `lines` are indented with tabs. */
export function insertionAt(code: string, cursor: number, lines: readonly string[]): Insertion {
	const from = code.lastIndexOf('\n', cursor - 1) + 1;
	const to = code.indexOf('\n', cursor) === -1 ? code.length : code.indexOf('\n', cursor);
	const line = code.slice(from, to);
	const unit = /^\t/m.test(code) || !/^ +\S/m.test(code) ? '\t' : '  ';
	const isEmpty = line.trim() === '';
	const indent = (/^\s*/.exec(line)?.[0] ?? '') + (/[{([]\s*$/.test(line) ? unit : '');
	const deep = lines.map((each) => (each === '' ? '' : indent + each.replace(/^\t+/, (tabs) => unit.repeat(tabs.length))));
	const text = deep.join('\n');
	return { at: to, text: isEmpty ? text.slice(indent.length) : `\n${text}` };
}

export interface FittedBlock {
	readonly lines: readonly string[];
	/** The function is in the file already. */
	readonly isThere: boolean;
	/** Names that the file must import for it. */
	readonly missing: readonly string[];
}

/** The block without the declarations that the file has already. */
export function fitBlock({ name, parts, needs }: WrittenBlock, code: string): FittedBlock {
	const words = new Set(code.match(/[\p{L}_$][\p{L}\p{N}_$]*/gu) ?? []);
	const isDeclared = (each: string): boolean => declared(code).has(each);
	const kept = parts.filter((part) => !isDeclared(part.name));
	return {
		lines: kept.flatMap((part, n) => [...(n === 0 ? [] : ['']), ...part.code.split('\n')]),
		isThere: isDeclared(name),
		missing: needs.filter((need) => !words.has(need)),
	};
}

function declared(code: string): ReadonlySet<string> {
	const found = code.matchAll(/\b(?:const|let|var|function|class|interface|type)\s+([\p{L}_$][\p{L}\p{N}_$]*)/gu);
	return new Set([...found].map(([, name = '']) => name));
}
