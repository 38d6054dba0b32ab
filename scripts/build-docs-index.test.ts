import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs';
import { labs } from '#labs/index.ts';
import { gradusDocs, labDocs, tfjsDocs, tfjsOps } from './build-docs-index.ts';

/** What no lab is about: pictures, pooling, recurrent cells, ragged and sparse tensors, backends, kernels, names of tfjs for itself. */
const NOT_FOR_LABS = new Set(
	`avgPool avgPool3d maxPool maxPool3d maxPoolWithArgmax pool conv2dTranspose conv3d conv3dTranspose depthwiseConv2d separableConv2d dilation2d
	depthToSpace spaceToBatchND batchToSpaceND localResponseNormalization cosineWindow basicLSTMCell multiRNNCell raggedGather raggedRange
	raggedTensorToTensor sparseToDense inTopKAsync backend env engine getBackend setBackend findBackend findBackendFactory registerBackend removeBackend
	getGradient getKernel getKernelsForBackend registerGradient registerKernel unregisterGradient unregisterKernel copyRegisteredKernels setPlatform
	ready op deprecationWarn disableDeprecationWarnings enableDebugMode enableProdMode disposeVariables enclosingPowerOfTwo sumOutType upcastType
	broadcastArgs rand tensor5d tensor6d batchNorm2d batchNorm3d batchNorm4d`
		.trim()
		.split(/\s+/),
);
/** concat1d … slice4d: the same op for one number of axes. */
const FOR_ONE_RANK = /^(concat|slice|reverse|pad)\dd$/;

const ops = tfjsOps();
// The facade and the prototype by name; what each holds is asked below.
const facade = tf as unknown as Readonly<Record<string, unknown>>;
const methods = new Set(Object.getOwnPropertyNames(tf.Tensor.prototype));
const NOT_OPS = new Set('constructor rank bufferSync dataToGPU bytes isDisposed throwIfDisposed toString'.split(' '));

describe('every op has an entry', () => {
	test('each function that the facade exports is described, or listed as none of a lab’s', () => {
		const names = Object.keys(facade).filter((name) => typeof facade[name] === 'function' && /^[a-z]/.test(name));

		expect(names.filter((name) => !ops.has(name) && !NOT_FOR_LABS.has(name) && !FOR_ONE_RANK.test(name))).toEqual([]);
		expect([...NOT_FOR_LABS].filter((name) => typeof facade[name] !== 'function' || ops.has(name))).toEqual([]);
	});

	test('each method of a tensor is described', () => {
		expect([...methods].filter((name) => !ops.has(name) && !NOT_OPS.has(name))).toEqual([]);
	});

	test('what is described is there, as a function, as a method or as both', () => {
		for (const [name, { method, methodOnly }] of ops) {
			expect(name in facade, `tf.${name}`).toBe(methodOnly !== true || name in facade);
			if (method === undefined && name !== 'shape') expect(methods.has(name), `x.${name}`).toBe(true);
		}
	});

	test.each(tfjsDocs().map((entry) => [entry.name, entry] as const))('%s says what goes in and what comes out', (_, entry) => {
		expect(entry.does).toMatch(/[.!]$/);
		expect(entry.example.split('\n').length).toBeLessThanOrEqual(3);
	});
});

describe('every example runs and gives what it says', () => {
	beforeAll(() => tf.setBackend('cpu'));

	const inAsync: new (...args: string[]) => (lib: typeof tf) => Promise<unknown> = Object.getPrototypeOf(async () => undefined).constructor;
	const rounded = (value: unknown): unknown => {
		if (typeof value === 'number') return Number(value.toFixed(4)) + 0;
		return Array.isArray(value) ? value.map(rounded) : value;
	};

	test.each([...ops].map(([name, { example }]) => [name, example] as const))('%s: %s', async (_, example) => {
		const lines = example.split('\n');
		const [code = '', expected = ''] = lines.pop()?.split(' // → ') ?? [];
		const value = await new inAsync('tf', `${lines.join('\n')}\nreturn (${code});`)(tf);
		const numbers = value instanceof tf.Tensor ? await value.array() : value;

		expect(rounded(numbers)).toEqual(rounded(new Function(`return (${expected});`)()));
	});
});

describe('what a lab’s panel knows', () => {
	test('names of gradus that the lab allows are described by their comment; others are absent', () => {
		const modernise = gradusDocs({ allowedImports: { gradus: ['rmsNorm', 'swiglu'], my: [] } });
		const values = modernise.filter(({ call }) => call.startsWith('function')).map(({ name }) => name);

		expect(values.toSorted()).toEqual(['rmsNorm', 'swiglu']);
		expect(modernise.find(({ name }) => name === 'rmsNorm')?.does).toContain('root mean square');
		expect(gradusDocs({ allowedImports: { gradus: [], my: [] } }).filter(({ call }) => !/^(type|interface) /.test(call))).toEqual([]);
	});

	test('every value of gradus that some lab allows says what it does', () => {
		const silent = labs.flatMap((lab) => gradusDocs(lab).filter(({ call, does }) => !/^(type|interface) /.test(call) && does.length < 15));

		expect(silent.map(({ name }) => name)).toEqual([]);
	});

	test('no entry of a lab holds a line of its solution', () => {
		const shared = JSON.stringify([...tfjsDocs(), ...labDocs()]);
		for (const lab of labs) {
			const text = shared + JSON.stringify(gradusDocs(lab));
			const solution = readFileSync(new URL(`../src/labs/${lab.id}/solution.ts`, import.meta.url), 'utf8');
			const lines = solution.split('\n').map((line) => line.trim().replace(/\s*\/\/.*$/, ''));
			const starter = readFileSync(new URL(`../src/labs/${lab.id}/starter.ts`, import.meta.url), 'utf8');
			const telling = lines.filter((line) => line.length >= 24 && !line.startsWith('import') && !starter.includes(line));

			expect(telling.filter((line) => text.includes(JSON.stringify(line).slice(1, -1)))).toEqual([]);
		}
	});
});
