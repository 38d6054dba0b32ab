/** TypeScript's diagnostics by number, each with what it says and where to look. The tests have the compiler itself make every one of them. */
import type { ErrorPattern } from './docs-error-pattern.ts';

function one(title: string, pattern: RegExp, says: string, look: string): ErrorPattern {
	return { title, pattern, says, look };
}

const ANY = /^/;
const ASSIGN = /^(?:Argument of t|T)ype '(.+?)' is not assignable to (?:type|parameter of type) '(.+?)'/s;
const PROMISE = /^(?:Argument of t|T)ype 'Promise<(.+?)>' is not assignable/s;
const MAY_LACK = /^(?:Argument of t|T)ype '(.+?) \| (undefined|null)' is not assignable to (?:type|parameter of type) '(.+?)'/s;
const NOTHING = /^(?:Argument of t|T)ype '(undefined|null)' is not assignable to (?:type|parameter of type) '(.+?)'/s;
const RANK =
	/^(?:Argument of t|T)ype '(Tensor<Rank>|Tensor)' is not assignable to (?:type|parameter of type) '(Tensor\w+|Scalar|Tensor<Rank\.\w+>)'/s;

/** Both for a declaration (2322) and for an argument (2345). */
const ASSIGNMENT: readonly ErrorPattern[] = [
	one(
		'A promise where a value is needed',
		PROMISE,
		'An async function gives a promise of $1, not the $1 itself.',
		'Look at the call: write await in front of it, in a function that is async.',
	),
	one(
		'A value that may be missing',
		MAY_LACK,
		'The value may be $2, and here $3 is needed.',
		'Look at where it comes from and say what holds then: value ?? 1, or an if that leaves early.',
	),
	one(
		'undefined where a value is needed',
		NOTHING,
		'$1 is given where $2 is needed.',
		'Look at whether an argument or an initial value was forgotten.',
	),
	one(
		'A tensor whose number of axes TypeScript does not know',
		RANK,
		'TypeScript does not know how many axes this tensor has, and here it must be $2; the program may still be right.',
		'Look at the last op: as2D, as3D and asScalar say it, and so does "as tf.Tensor2D" after the expression.',
	),
	one(
		'One type where another is needed',
		ASSIGN,
		'Here $2 is needed, and what stands there is $1.',
		'Look at which of the two you meant: the value, or the type that you declared for it.',
	),
];

function arithmetic(side: 'left' | 'right'): ErrorPattern {
	const says = `The sign takes numbers alone, and the ${side} side is none.`;
	const look = `Look at the ${side} side: tensors are computed with methods, a.mul(b) and not a * b.`;
	return one('Arithmetic on something that is no number', ANY, says, look);
}

function mayLack(pattern: RegExp, what: string): ErrorPattern {
	const look = 'Look at where it comes from: ?. asks only if it is there, and ?? says what holds if not.';
	return one('A value that may be missing', pattern, `${what} may be undefined, and something is asked of it.`, look);
}

function argumentCount(least: '' | 'at least '): ErrorPattern {
	const pattern = new RegExp(`Expected ${least}(.+?) arguments?, but got (\\d+)`);
	const look = 'Look at its signature: Ctrl+Shift+Space in the parentheses shows it.';
	return one('Too many or too few arguments', pattern, `The function takes ${least}$1 arguments, and the call passes $2.`, look);
}

export const TYPE_ERRORS: Readonly<Record<number, readonly ErrorPattern[]>> = {
	2322: ASSIGNMENT,
	2345: ASSIGNMENT,
	2339: [
		one(
			'A property that does not exist',
			/Property '(.+?)' does not exist on type '(.+?)'/s,
			'$2 has nothing of the name $1.',
			'Look at its spelling, capitals included; F1 on a name searches the docs.',
		),
	],
	2551: [
		one(
			'A property that does not exist, and one that nearly does',
			/Property '(.+?)' does not exist on type '(.+?)'\. Did you mean '(.+?)'/s,
			'$2 has nothing of the name $1; it has $3.',
			'Look at its spelling, capitals included.',
		),
	],
	2304: [
		one(
			'A name that nothing has',
			/Cannot find name '(.+?)'/,
			'Nothing in the file and nothing imported has the name $1.',
			'Look at its spelling, and at the import lines.',
		),
	],
	2552: [
		one(
			'A name that nothing has, and one that nearly does',
			/Cannot find name '(.+?)'\. Did you mean '(.+?)'/,
			'Nothing has the name $1; there is $2.',
			'Look at its spelling, capitals included.',
		),
	],
	2305: [
		one(
			'A module that does not export the name',
			/Module '"?(.+?)"?' has no exported member '(.+?)'/,
			'$1 has nothing of the name $2, in this lab.',
			'Look in the Docs panel at what it offers here.',
		),
	],
	2307: [
		one(
			'A module that cannot be found',
			/Cannot find module '(.+?)'/,
			'There is no module $1 in this lab.',
			'Look at the import line: labs have @tensorflow/tfjs, and gradus and my/… where they say so.',
		),
	],
	2554: [argumentCount('')],
	2555: [argumentCount('at least ')],
	2741: [
		one(
			'A property that is missing',
			/Property '(.+?)' is missing in type '(.+?)' but required in type '(.+?)'/s,
			'$3 needs $1, and the object has none.',
			'Look at the object: add it, or look where it should come from.',
		),
	],
	2353: [
		one(
			'A property too many',
			/'(.+?)' does not exist in type '(.+?)'/s,
			'$2 has no place for $1.',
			'Look at its spelling, and at the type of the object.',
		),
	],
	2355: [
		one(
			'A function that returns nothing',
			ANY,
			'The function promises a value and never returns one.',
			'Look for the return that is missing.',
		),
	],
	2366: [
		one(
			'A way through the function without return',
			ANY,
			'On one way through the function nothing is returned.',
			'Look at the end of the function and at every if without else.',
		),
	],
	2349: [
		one(
			'Something that is no function is called',
			ANY,
			'What stands before the parentheses is no function.',
			'Look for a missing operator between a value and "(", or a line above without its semicolon.',
		),
	],
	2362: [arithmetic('left')],
	2363: [arithmetic('right')],
	2365: [
		one(
			'An operator between types that do not fit',
			/Operator '(.+?)' cannot be applied to types '(.+?)' and '(.+?)'/s,
			'$1 cannot stand between $2 and $3.',
			'Look at both sides: tensors are computed with methods, a.add(b) and not a + b, and a promise needs await.',
		),
	],
	2367: [
		one(
			'A comparison that is never true',
			ANY,
			'The two sides can never be equal.',
			'Look at their types: a number is compared with a text, or the wrong name is.',
		),
	],
	2352: [
		one(
			'A cast that does not fit',
			/Conversion of type '(.+?)' to type '(.+?)' may be a mistake/s,
			'$1 is not a kind of $2, so "as" is refused.',
			'Look at whether the value has to be converted, not only its type.',
		),
	],
	2451: [
		one(
			'The same name twice',
			/Cannot redeclare block-scoped variable '(.+?)'/,
			'$1 is declared twice in the same block.',
			'Look at the other declaration, and rename one.',
		),
	],
	2454: [
		one(
			'A variable without a value',
			/Variable '(.+?)' is used before being assigned/,
			'$1 has no value at that point.',
			'Look at its declaration, and give it one there.',
		),
	],
	2488: [
		one(
			'Something that is no list is taken apart',
			/Type '(.+?)' must have a '\[Symbol\.iterator\]/s,
			'$1 is no list.',
			'Look at the value: unstack and split make a list of a tensor.',
		),
	],
	2588: [
		one(
			'Assignment to a constant',
			/Cannot assign to '(.+?)' because it is a constant/,
			'$1 was made with const and keeps its value.',
			'Look at its declaration: let allows another value.',
		),
	],
	2532: [mayLack(ANY, 'The value')],
	18048: [mayLack(/'(.+?)' is possibly 'undefined'/, '$1')],
	18046: [
		one(
			'A value of unknown type',
			/'(.+?)' is of type 'unknown'/,
			'Nothing is known about $1 yet.',
			'Look at how to find out: typeof, instanceof, or a declared type where it comes from.',
		),
	],
	7006: [
		one(
			'A parameter without a type',
			/Parameter '(.+?)' implicitly has an 'any' type/,
			'$1 has no type, so nothing can be checked about it.',
			'Look at what is passed to it, and write that: ($1: tf.Tensor).',
		),
	],
	7053: [
		one(
			'An index that the type does not have',
			ANY,
			'The object is asked for a name that its type does not list.',
			'Look at the type of the object: Record<string, …> or a Map takes any name.',
		),
	],
	1005: [
		one(
			'Something is missing in the text',
			/'(.+?)' expected/,
			'TypeScript expects "$1" here.',
			'Look at this line and the one above for a bracket, comma or quote that is missing.',
		),
	],
	1109: [one('An expression is missing', ANY, 'A value is missing here.', 'Look at what stands between the signs before and after.')],
	1128: [
		one(
			'A bracket too many',
			ANY,
			'Nothing can begin here; most often a closing brace is one too many.',
			'Look at the pairs of { and } above.',
		),
	],
	1002: [
		one(
			'A text without its end',
			ANY,
			'The text in quotes is not closed on its line.',
			'Look at the quote at its beginning, and add the other.',
		),
	],
	1160: [
		one(
			'A template without its end',
			ANY,
			'The text in backticks is not closed.',
			'Look at the backtick at its beginning, and add the other.',
		),
	],
	1308: [
		one(
			'await outside of an async function',
			ANY,
			'await stands in a function that is not async.',
			'Look at the head of the function: write async in front of it.',
		),
	],
};
