/** G: ways out of the realm. Each prints what it reached; a right answer lies beneath, so that the file runs to its end. */
import { attention, type CorpusEntry, RIGHT_BODY, type Seen } from '../support/entry.ts';

function reachedNothing({ verdict }: Seen): void {
	if (verdict.logs !== 'REACHED \n') throw new Error(`reached: ${verdict.logs}`);
}

/** Every line gives something other than undefined, null or false when it leads out. */
const escapes = (n: number, name: string, tries: readonly string[]): CorpusEntry => ({
	n,
	group: 'G',
	name,
	allowed: ['accepted'],
	code: attention(
		RIGHT_BODY,
		`const reached: string[] = [];
${tries.map((code) => `try { const out: unknown = ${code}; if (out) reached.push(${JSON.stringify(code.slice(0, 60))}); } catch {}`).join('\n')}
console.log('REACHED ' + reached.join(' | '));`,
	),
	also: reachedNothing,
});

const OUT =
	'\'return typeof process !== "undefined" || typeof require !== "undefined" || typeof Buffer !== "undefined" || typeof setTimeout !== "undefined"\'';

export const entries: readonly CorpusEntry[] = [
	escapes(84, 'constructor of a constructor', [
		`tf.tensor1d([1]).constructor.constructor(${OUT})()`,
		`(console.log as any).constructor(${OUT})()`,
		`(tf.engine() as any).constructor.constructor(${OUT})()`,
		`(async () => {}).constructor.constructor(${OUT})()`,
		`(function* () {}).constructor.constructor(${OUT})()`,
		`(0, eval)("typeof process !== 'undefined'")`,
		`Reflect.construct(Function, [${OUT}])()`,
		`(Date as any).constructor.constructor(${OUT})()`,
	]),
	escapes(85, 'caller of a caller', [
		'new Function("return arguments.callee.caller")()',
		'(() => { const f = new Function("return arguments.callee.caller"); return [1].map(() => f())[0]; })()',
		'tf.tidy(new Function("return arguments.callee.caller && undefined") as any)',
		'(Object.getOwnPropertyDescriptor(Function.prototype, "caller") as any).get.call(causalAttention)',
	]),
	{
		n: 86,
		group: 'G',
		name: 'looks for objects of isolated-vm',
		allowed: ['accepted'],
		code: attention(
			RIGHT_BODY,
			`const seen = new Set<unknown>(); const found: string[] = [];
function walk(x: any, path: string, depth: number): void {
	if (depth > 9 || x === null || (typeof x !== 'object' && typeof x !== 'function') || seen.has(x)) return;
	seen.add(x);
	const tag = Object.prototype.toString.call(x) + ' ' + (x.constructor?.name ?? '');
	if (/Reference$|ExternalCopy|Isolate|^.*ivm|Context$|Callback$/.test(tag) || 'derefInto' in x || 'applySync' in x || 'copyInto' in x) found.push(path);
	for (const key of Reflect.ownKeys(x)) walk(Object.getOwnPropertyDescriptor(x, key)?.value, path + '.' + String(key), depth + 1);
	walk(Object.getPrototypeOf(x), path + '.^', depth + 1);
}
walk(globalThis, 'globalThis', 0); walk(tf.engine(), 'engine', 0); walk(console, 'console', 0);
console.log(seen.size > 300 ? 'REACHED ' + found.join(' | ') : 'TOO FEW');`,
		),
		also: reachedNothing,
	},
	{
		n: 87,
		group: 'G',
		name: 'import of node:fs at run time',
		allowed: ['accepted'],
		code: attention(
			RIGHT_BODY,
			`for (const name of ['node:fs', 'fs', 'gradus', '@tensorflow/tfjs', 'file:///etc/passwd', './child.mjs', 'data:text/javascript,export default 1']) {
	new Function('name', 'return import(name)')(name).then(() => { for (;;) {} }, () => undefined);
}
console.log('REACHED ');`,
		),
		also: reachedNothing,
	},
];
