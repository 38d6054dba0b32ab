/**
 * How a property asks the learner's function: several lists of inputs at once, one value for each, or the failure that says why there is none.
 * A property then says nothing of harnesses, and a lab says once how its function is called.
 */
import { isTensorValue, type TensorValue, type Value } from '#contract/value.ts';
import { failureOfCall } from '../failure.ts';
import type { Subject } from '../subject.ts';
import { compareTensor, type Failure } from './expect-tensor.ts';

export type Inputs = readonly Value[];

export interface Asked {
	/** The learner's export, for messages. */
	readonly name: string;
	readonly run: (cases: readonly Inputs[]) => Promise<readonly Value[] | Failure>;
}

export function isFailure(value: readonly unknown[] | Failure): value is Failure {
	return !Array.isArray(value);
}

/** One call for each case. On the server a hidden call costs a fresh realm: with many cases use a harness. */
export function askExport(subject: Subject, name: string): Asked {
	return {
		name,
		async run(cases) {
			const values: Value[] = [];
			for (const inputs of cases) {
				const result = await subject.call(name, inputs);
				const failure = failureOfCall(result, name);
				if (failure !== null) return failure;
				values.push(result.status === 'ok' ? result.value : null);
			}
			return values;
		},
	};
}

export interface HarnessAsked {
	/** A function of harness.ts that takes a list of cases and returns a list of results. */
	readonly harness: string;
	readonly name: string;
	/** A case as the harness takes it. Default: the list of inputs. */
	readonly toCase?: (inputs: Inputs) => Value;
	/** What is looked at of one result. Default: all of it. */
	readonly read?: (value: Value) => Value;
}

/** All cases in one call of the harness. */
export function askHarness(subject: Subject, { harness, name, toCase = (inputs) => inputs, read = (value) => value }: HarnessAsked): Asked {
	return {
		name,
		async run(cases) {
			const result = await subject.harness(harness, [cases.map(toCase)]);
			const failure = failureOfCall(result, name);
			if (failure !== null) return failure;
			const list = result.status === 'ok' && Array.isArray(result.value) ? result.value : [];
			return cases.map((_, i) => read(list[i] ?? null));
		},
	};
}

/** One tensor for each case; anything else is told in words. */
export async function tensorsOf(asked: Asked, cases: readonly Inputs[]): Promise<readonly TensorValue[] | Failure> {
	const values = await asked.run(cases);
	if (isFailure(values)) return values;
	const odd = values.find((value) => !isTensorValue(value));
	if (odd === undefined) return values.filter(isTensorValue);
	const like: TensorValue = { kind: 'tensor', shape: [], dtype: 'float32', data: new Float32Array(1) };
	const said = compareTensor(odd, like, { what: `The output of ${asked.name}` });
	return { outcome: 'fail', message: said?.message.replace(/ of shape \[\]/, '') ?? `${asked.name} gives no tensor.` };
}
