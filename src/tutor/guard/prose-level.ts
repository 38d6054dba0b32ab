/**
 * What the words of a reply amount to: 0 nothing about the core, 1 names it, 2 says what is wrong with this code, 3 says what to do.
 * Rules over sentences; a question or an invitation to look, print or predict is never an instruction.
 */
export interface CoreWords {
	/** Names of the concept, lower case: "causal", "attention". */
	readonly concepts: ReadonlySet<string>;
	/** What the solution does, as skeleton words and plain ones: "softmax", "divide". */
	readonly operations: ReadonlySet<string>;
}

const INVITES =
	/^(?:please\s+|then\s+|first,?\s+|next,?\s+|now,?\s+|so,?\s+)?(?:try|look|print|log|compare|check|ask|read|write down|think|predict|draw|say|take|consider|imagine|work|run|open|start|begin|go|follow|feed|count|trace|test|see|note|remember|watch|give|put your finger|pick|choose|find|explain|describe|tell|recall)\b/i;
const COMMANDS =
	/\b(?:replace|change|swap|move|add|subtract|multiply|divide|set|use|apply|compute|calculate|mask|initiali[sz]e|return|sort|clip|call|wrap|pass|insert|scale|take the|square|sum|average|append|push|slice|skip|shift|subtracting|dividing|multiplying|increment|store|keep|build|create|make|turn|convert|put|loop|iterate|anchor|hide|fill|select|normali[sz]e|split|join|rotate|weigh|assign|count)\b(?!\s*\()/i;
const OUGHT =
	/\b(?:you (?:should|need to|must|have to|only need|just need|ought to)|the (?:fix|trick|answer|solution|key) is|all (?:you need|it takes) is)\b/i;
const DIAGNOSIS =
	/\b(?:your (?:code|line|function|loop|mask|softmax|output|result|version|sum|index|mean|loss)|you (?:divide|multiply|forgot|forget|apply|return|compute|never|mix|swap|sum|skip|scale|mask|wrote)|line \d+|is missing|missing|wrong|mistake|off by one|the bug|not yet)\b/i;
const STEP = /^\s*(?:\d+[.)]|\(\d+\)|[-*•]|step \d+|first|second|third|then|next|after that|finally|lastly)[\s,:.]/i;
const REFUSAL = /\b(?:cannot|can't|can not|won't|will not|not able to|unable|not allowed|may not|no help)\b/i;

export interface ProseWeight {
	/** 0 to 3. */
	readonly level: number;
	/** Sentences that say what to do. */
	readonly steps: number;
}

export function weighProse(prose: string, core: CoreWords): ProseWeight {
	const sentences = sentencesOf(prose);
	let commands = 0;
	let diagnoses = 0;
	let mentions = 0;
	for (const sentence of sentences) {
		if (REFUSAL.test(sentence) && !COMMANDS.test(sentence.replace(REFUSAL, ''))) continue;
		const operations = countIn(sentence, core.operations);
		const concepts = countIn(sentence, core.concepts);
		if (concepts > 0) mentions++;
		if (/\?\s*$/.test(sentence) || INVITES.test(sentence.replace(STEP, '').trim())) continue;
		const isCommand =
			startsWithCommand(sentence) || (OUGHT.test(sentence) && COMMANDS.test(sentence)) || (STEP.test(sentence) && COMMANDS.test(sentence));
		if ((isCommand && operations > 0) || operations >= 4) commands++;
		if (DIAGNOSIS.test(sentence) && operations + concepts > 0) diagnoses++;
	}
	if (commands > 0) return { level: 3, steps: commands };
	if (diagnoses > 0) return { level: 2, steps: 0 };
	return { level: mentions > 0 ? 1 : 0, steps: 0 };
}

/** A text without full stops is read forty words at a time. */
const LONGEST = /(?:\S+\s*){1,40}/g;

export function sentencesOf(prose: string): string[] {
	return prose
		.split(/(?<=[.!?;:])\s+|\n+/)
		.flatMap((sentence) => sentence.match(LONGEST) ?? [])
		.map((sentence) => sentence.trim())
		.filter((sentence) => sentence.length > 3);
}

function startsWithCommand(sentence: string): boolean {
	const start = sentence
		.replace(STEP, '')
		.trim()
		.replace(/^(?:please|then|first|next|now|so|also|finally|and|just|simply|only)[,\s]+/i, '');
	return new RegExp(`^${COMMANDS.source}`, 'i').test(start);
}

function countIn(sentence: string, words: ReadonlySet<string>): number {
	const found = new Set<string>();
	for (const [word] of sentence.toLowerCase().matchAll(/[a-z_$][\w$]*/g)) {
		const plain = word.replaceAll('_', '');
		for (const form of [plain, plain.replace(/(?:s|es|ed|d|ing)$/, '')]) if (words.has(form)) found.add(form);
	}
	return found.size;
}
