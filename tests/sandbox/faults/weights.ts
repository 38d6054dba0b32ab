/** Files that are no weights of the lab train-gpt: played by tests/sandbox/weights.test.ts from the upload to the verdict. */
import { encodeSafetensors, type StoredTensor } from '#contract/safetensors.ts';
import { initialWeights } from '#labs/kit/gpt.ts';
import { gptConfigOf } from '#labs/kit/gpt-shapes.ts';
import { lab } from '#labs/train-gpt/lab.ts';
import type { ListedEntry } from '../support/entry.ts';

export interface WeightsEntry extends ListedEntry {
	readonly bytes: () => Uint8Array;
	/** What the learner reads. */
	readonly says: RegExp;
}

/** An untrained model of the smallest preset, as the lab would export it, changed. */
export function modelFile(change: (tensors: Map<string, StoredTensor>) => void = () => {}): Uint8Array<ArrayBuffer> {
	const tensors = new Map<string, StoredTensor>(initialWeights(gptConfigOf(lab.presets['tiny']?.config ?? {}), 1));
	change(tensors);
	const metadata = new Map([
		['lab', 'train-gpt'],
		['preset', 'tiny'],
		['seed', '1'],
	]);
	return encodeSafetensors({ tensors, metadata });
}

/** The model with its header rewritten, and the header's length made true again. */
function headed(rewrite: (header: string) => string): Uint8Array {
	const file = modelFile();
	const end = 8 + Number(new DataView(file.buffer).getBigUint64(0, true));
	const header = new TextEncoder().encode(rewrite(new TextDecoder().decode(file.subarray(8, end))));
	const bytes = new Uint8Array(8 + header.length + file.length - end);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
	bytes.set(header, 8);
	bytes.set(file.subarray(end), 8 + header.length);
	return bytes;
}

function withScale(value: number): Uint8Array {
	return modelFile((tensors) => tensors.set('norm.scale', { shape: [32], data: new Float32Array(32).fill(value) }));
}

const text = (start: string) => () => new TextEncoder().encode(start.padEnd(4_096, '\u0001'));
const entry = (n: number, name: string, bytes: () => Uint8Array, says: RegExp): WeightsEntry => ({
	...{ n, group: 'I' as const, name, allowed: ['error'] },
	bytes,
	says,
});
const scaleEntry = /"norm\.scale":\{[^}]*\}/;

export const judged: readonly WeightsEntry[] = [
	entry(97, 'a header length of 2^63', () => modelFile().fill(0, 0, 7).fill(0x80, 7, 8), /header has 9223372036854775808 bytes/),
	entry(98, 'a header that is not JSON', () => headed((header) => header.slice(0, -20)), /is not JSON/),
	entry(
		98,
		'a name twice in the header',
		() => headed((header) => header.replace('{', `{${scaleEntry.exec(header)?.[0]},`)),
		/names something twice/,
	),
	entry(
		98,
		'__proto__ as a name in the header',
		() => headed((header) => header.replace('"norm.scale"', '"__proto__"')),
		/"__proto__" is not a name/,
	),
	entry(98, 'a type that cannot be made text', () => headed((header) => header.replace('"F32"', '{"toString":1}')), /type of no name/),
	entry(
		99,
		'overlapping tensors',
		() => headed((header) => header.replace(/(\[)(\d+),(\d+)(\]\},"[^"]+":\{[^}]*\[)\d+,\d+/, '$1$2,$3$4$2,$3')),
		/overlaps|needs \d+ bytes/,
	),
	entry(
		99,
		'reversed offsets',
		() => headed((header) => header.replace(/"data_offsets":\[(\d+),(\d+)\]/, '"data_offsets":[$2,$1]')),
		/the first not larger/,
	),
	entry(
		100,
		'a shape whose product overflows',
		() => headed((header) => header.replace(/"shape":\[[^\]]*\]/, '"shape":[4294967296,4294967296]')),
		/its offsets span/,
	),
	entry(101, 'NaN among the weights', () => withScale(Number.NaN), /norm\.scale holds NaN at place 0/),
	entry(101, 'Infinity among the weights', () => withScale(Number.POSITIVE_INFINITY), /norm\.scale holds Infinity/),
	entry(102, 'a truncated file', () => modelFile().subarray(0, -4), /cut short/),
	entry(102, 'bytes after the last tensor', () => Uint8Array.from([...modelFile(), 1, 2, 3, 4]), /4 bytes after its last tensor/),
	entry(103, 'a tensor of another name', () => headed((header) => header.replace('"norm.scale"', '"norm.skale"')), /lack norm\.scale/),
	entry(
		103,
		'a tensor too many',
		() => modelFile((tensors) => tensors.set('extra', { shape: [1], data: new Float32Array(1) })),
		/hold extra/,
	),
	entry(104, 'F64', () => headed((header) => header.replace('"F32"', '"F64"')), /type F64; only F32/),
	entry(104, 'BF16', () => headed((header) => header.replace('"F32"', '"BF16"')), /type BF16; only F32/),
	entry(107, 'a pickle', text('\u0080\u0002}q\u0000X\u0005\u0000\u0000\u0000model'), /Is it a safetensors file\?/),
	entry(107, 'a zip archive', text('PK\u0003\u0004\u0014\u0000\u0000\u0000\u0008\u0000archive/data.pkl'), /Is it a safetensors file\?/),
];

export const refused = [
	{ n: 105, group: 'I', name: 'one byte more than 8 MiB', allowed: ['413'] },
	{ n: 106, group: 'I', name: 'a Content-Length that is less than what comes', allowed: ['413'] },
	{ n: 106, group: 'I', name: 'no Content-Length, in pieces without end', allowed: ['413'] },
	{ n: 106, group: 'I', name: 'other bytes than the address says', allowed: ['400'] },
] as const satisfies readonly ListedEntry[];

export const entries: readonly ListedEntry[] = [...judged, ...refused];
