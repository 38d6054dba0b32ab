/**
 * Takes everything from the worker's global scope that is not on the list, before learner code runs: a door that is forgotten stays shut.
 * Refuses to go on when a name cannot be taken away.
 */

/** The language itself, without shared memory and WebAssembly. */
const LANGUAGE = `Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error
	AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError SuppressedError globalThis JSON Math Intl ArrayBuffer
	Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float16Array Float32Array Float64Array Uint8ClampedArray BigUint64Array
	BigInt64Array DataView Map BigInt Set Iterator WeakMap WeakSet WeakRef Proxy Reflect FinalizationRegistry DisposableStack
	AsyncDisposableStack Temporal decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN`;

/** What tfjs and a lab need of the browser; tfjs keeps its engine under the two last names. Nothing here reaches the network, storage, another realm or the page. */
const BROWSER = `self console performance navigator setTimeout clearTimeout setInterval clearInterval queueMicrotask structuredClone TextEncoder
	TextDecoder atob btoa Event EventTarget DOMException addEventListener removeEventListener dispatchEvent when
	_tfGlobals _tfengine`;

const OBJECT_PROTOTYPE = `constructor __defineGetter__ __defineSetter__ hasOwnProperty __lookupGetter__ __lookupSetter__ isPrototypeOf
	propertyIsEnumerable toString valueOf __proto__ toLocaleString`;

/** GPU… are the constants and constructors of WebGPU; the device belongs to tfjs. */
const GPU_NAME = /^GPU[A-Z]\w*$/;

export const ALLOWED_GLOBALS: ReadonlySet<string> = new Set(`${LANGUAGE} ${BROWSER} ${OBJECT_PROTOTYPE}`.split(/\s+/));
export const ALLOWED_NAVIGATOR: ReadonlySet<string> = new Set(`gpu hardwareConcurrency deviceMemory ${OBJECT_PROTOTYPE}`.split(/\s+/));

export function isAllowedGlobal(name: string): boolean {
	return ALLOWED_GLOBALS.has(name) || GPU_NAME.test(name);
}

/** Names that an object answers to, its own and its prototypes'. */
export function reachableNames(object: object): string[] {
	const names = new Set<string>();
	for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at)) {
		for (const name of Object.getOwnPropertyNames(at)) names.add(name);
	}
	return [...names];
}

export function scrubGlobals(scope: object, navigator: object): void {
	const { now } = performance;
	const clock = performance;
	scrub(navigator, (name) => ALLOWED_NAVIGATOR.has(name));
	scrub(scope, isAllowedGlobal);
	// Timings of resources and marks are the page's business; a clock is all that is left.
	Object.defineProperty(scope, 'performance', {
		value: Object.freeze({ now: () => now.call(clock) }),
		writable: false,
		configurable: false,
	});
}

/** EventTarget.prototype stays whole: WebGPU's device is one too, and listening to this scope tells learner code nothing new. */
function scrub(object: object, isAllowed: (name: string) => boolean): void {
	for (
		let at: object | null = object;
		at !== null && at !== EventTarget.prototype && at !== Object.prototype;
		at = Object.getPrototypeOf(at)
	) {
		for (const key of Reflect.ownKeys(at)) {
			if (typeof key === 'symbol' || isAllowed(key)) continue;
			if (!Reflect.deleteProperty(at, key) && !isConstant(at, key)) throw new Error(`The worker's global "${key}" cannot be taken away.`);
		}
	}
}

/** Browsers keep a few numbers for good (TEMPORARY, PERSISTENT); a number opens nothing. */
function isConstant(object: object, key: string): boolean {
	return typeof Reflect.getOwnPropertyDescriptor(object, key)?.value === 'number';
}
