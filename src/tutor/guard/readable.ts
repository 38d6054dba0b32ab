/** Is the reply in a language that the guard can check: English prose, and the labs' TypeScript? */
import type { ReadReply } from './read-reply.ts';

const COMMON = new Set(
	(
		'the a an of to is are and in it that this for you your with as not be on by at or what which each one if can its from do does how so but ' +
		'has have when then than they their there where why all no only was were will would should i we he she his her them these those into out up'
	).split(' '),
);
const LEAST_WORDS = 14;
const LEAST_SHARE = 0.2;

const FOREIGN_FENCE =
	/^\s*(?:```|~~~)\s*(?:py|python|rust|rs|julia|go|java|c|cpp|c\+\+|csharp|haskell|hs|ocaml|ruby|rb|r|matlab|octave|wasm|asm|lisp|clojure|scala|kotlin|swift|php|perl|sql|latex|tex|json|xml|html|yaml|csv|bash|sh|pseudo\w*|apl)\b/im;
const FOREIGN_LINE =
	/^\s*(?:def \w+\(|fn \w+|pub fn|let mut |import (?:numpy|torch|tensorflow|jax)|from \w+ import|elif |class \w+[(:]|func \w+|#include|impl |use (?:std|ndarray)|\(defn? |\w+\s*<-\s*\S|begin\b.*\bend\b|(?:LOAD|STORE|CALL|BINARY|RETURN)_\w+)/m;
const TREE_DUMP =
	/"?(?:type|kind|node|op)"?\s*[:=]\s*"?\w*(?:Expression|Statement|Declaration|Declarator|Identifier|Literal|Call|BinOp|Assign)\b/i;

export function isOutOfLanguage(reply: string, { views }: ReadReply): boolean {
	if (FOREIGN_FENCE.test(reply) || views.some(({ text }) => FOREIGN_LINE.test(text) || TREE_DUMP.test(text))) return true;
	const words = (views[0]?.parts.prose ?? '').toLowerCase().match(/\p{L}+/gu) ?? [];
	if (words.length < LEAST_WORDS) return false;
	return words.filter((word) => COMMON.has(word)).length / words.length < LEAST_SHARE;
}
