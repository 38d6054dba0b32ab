/**
 * Is a question about the core of the task, or about the tools around it? Rules first, no model: it is mundane only when it
 * speaks of types, errors, the library or plots and says nothing of the task. In doubt it is core. A wrong "mundane" gives
 * nothing away: such an answer is written and checked at level 0.
 */
import type { Lab } from '#contract/lab.ts';

export type Intent = 'mundane' | 'core';

const MUNDANE = [
	/\bTS\d{3,5}\b/,
	/\b(type ?error|syntax ?error|reference ?error|compile|compiler|type ?script|tsc|lint)\b/i,
	/\b(type|types|typed|typing|cast|generic|interface|tuple|undefined|null|readonly|const|import|export|module|semicolon|bracket)\b/i,
	/\b(what|how) (does|do|is|are|can i use) (the )?`?(tf|gradus|Math|console)\b/i,
	/\btf\.\w+/,
	/\b(signature|documentation|docs|argument|parameter|overload|dtype|console\.log|print|log|plot|chart|figure|shortcut|keyboard|editor)\b/i,
	/\b(dispose|tidy|memory leak|async|await|promise)\b/i,
];

const CORE = [
	/\b(solution|solve|implement|implementation|algorithm|answer|hint|next step|formula|equation|derive|derivation)\b/i,
	/\b(fix|correct|complete|finish|fill|write|rewrite|review|improve|generate) (it|this|that|my|the|me|in|out)\b/i,
	/\bwhat('s| is) (wrong|missing|left)\b/i,
	/\bwhy (is|does|do|are) (my|this|the|it)\b/i,
	/\b(blank|line by line|step by step|starter|reference|hidden check|variant)\b/i,
];

export function classifyIntent(question: string, lab: Pick<Lab, 'id' | 'title' | 'exports' | 'publicDiagnoses'>): Intent {
	const text = question.normalize('NFKC');
	if (!MUNDANE.some((rule) => rule.test(text))) return 'core';
	return CORE.some((rule) => rule.test(text)) || namesTask(text, lab) ? 'core' : 'mundane';
}

/** Words of the lab's own name, exports and known mistakes. */
function namesTask(text: string, { id, title, exports, publicDiagnoses }: Parameters<typeof classifyIntent>[1]): boolean {
	const words = text.toLowerCase();
	const names = [id, title, ...exports].map((name) => name.toLowerCase());
	if (names.some((name) => words.includes(name) || words.includes(name.replaceAll('-', ' ')))) return true;
	const terms = publicDiagnoses.flatMap((diagnosis) => diagnosis.split('-')).filter((term) => term.length >= 4 && !PLAIN.has(term));
	return terms.some((term) => words.includes(term));
}

/** In names of mistakes, and in any question. */
const PLAIN: ReadonlySet<string> = new Set([
	...['wrong', 'with', 'without', 'instead', 'only', 'after', 'before', 'from', 'does', 'started', 'starts', 'shape', 'shapes', 'values'],
	...[
		'forgot',
		'missing',
		'used',
		'gradient',
		'returns',
		'return',
		'type',
		'rank',
		'axis',
		'shared',
		'grow',
		'ignored',
		'first',
		'last',
		'zero',
	],
]);
