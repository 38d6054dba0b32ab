/**
 * Describes what learner code threw: one of five names, a bounded message, the learner's line where the stack names their file.
 * Runs in the learner's realm and runs none of their code where that can be seen: getters are not called.
 */

export interface Thrown {
	readonly kind: string;
	readonly message: string;
	readonly line?: number;
	readonly column?: number;
}

export interface SourcePlace {
	/** Name of the learner's file in stack traces (a sourceURL comment, or the file's name). */
	readonly file: string;
	/** Lines that a wrapper puts before the learner's first line. */
	readonly lineOffset: number;
}

const MAX_MESSAGE = 300;

export function createErrorReader(place: SourcePlace): (thrown: unknown) => Thrown {
	const { apply, getOwnPropertyDescriptor } = Reflect;
	const kinds = [TypeError, RangeError, ReferenceError, SyntaxError].map((type) => ({ name: type.name, prototype: type.prototype }));
	const errorPrototype = Error.prototype;
	const hasInChain = Object.prototype.isPrototypeOf;
	const stackOf = nativeStackReader();

	return (thrown) => {
		try {
			return read(thrown);
		} catch {
			// Learner code has replaced a built-in that this stands on. That something was thrown is still true.
			return { kind: 'Error', message: 'the file has replaced built-in functions that everything else needs' };
		}
	};

	function read(thrown: unknown): Thrown {
		if (typeof thrown !== 'object' || thrown === null) return { kind: 'Error', message: thrownText(thrown) };
		if (!apply(hasInChain, errorPrototype, [thrown])) return { kind: 'Error', message: 'an object that is not an Error was thrown' };
		let kind = 'Error';
		for (let i = 0; i < kinds.length; i += 1) {
			const known = kinds[i];
			if (known !== undefined && apply(hasInChain, known.prototype, [thrown])) kind = known.name;
		}
		const own = getOwnPropertyDescriptor(thrown, 'message');
		const message = typeof own?.value === 'string' ? own.value.slice(0, MAX_MESSAGE) : '';
		// Formatting a stack reads message and name, so a getter there is a reason to leave the stack alone.
		const isPlain = own?.get === undefined && getOwnPropertyDescriptor(thrown, 'name')?.get === undefined;
		return { kind, message, ...(isPlain ? placeInStack(stackOf(thrown), place) : {}) };
	}
}

/** V8 keeps `stack` as a plain property or as an accessor of its own; any other getter is the learner's and is not called. */
function nativeStackReader(): (error: object) => string {
	const native = Reflect.getOwnPropertyDescriptor(new Error('probe'), 'stack')?.get;
	const { apply, getOwnPropertyDescriptor } = Reflect;
	return (error) => {
		const descriptor = getOwnPropertyDescriptor(error, 'stack');
		if (typeof descriptor?.value === 'string') return descriptor.value;
		if (native === undefined || descriptor?.get !== native) return '';
		try {
			const stack: unknown = apply(native, error, []);
			return typeof stack === 'string' ? stack : '';
		} catch {
			// An Error.prepareStackTrace of the learner's may throw; a missing line number is the only loss.
			return '';
		}
	};
}

function thrownText(thrown: unknown): string {
	if (thrown === undefined || thrown === null) return `${String(thrown)} was thrown; throw new Error('…') says why`;
	return typeof thrown === 'symbol' || typeof thrown === 'function'
		? `a ${typeof thrown} was thrown`
		: String(thrown).slice(0, MAX_MESSAGE);
}

/** First frame of a V8 stack that lies in the learner's file, as line and column in what they wrote. */
export function placeInStack(stack: string, place: SourcePlace): { line?: number; column?: number } {
	for (const frame of stack.split('\n')) {
		const at = frame.lastIndexOf(`${place.file}:`);
		const numbers = at < 0 ? null : /^(\d+):(\d+)/.exec(frame.slice(at + place.file.length + 1));
		const line = Number(numbers?.[1]) - place.lineOffset;
		if (numbers !== null && line >= 1) return { line, column: Number(numbers[2]) };
	}
	return {};
}
