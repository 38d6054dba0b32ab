/** Counting from shapes gives what the makers published; every change does what it says; the drawing names what it draws. */
import { describe, expect, it } from 'vitest';
import { type Architecture, cacheBytes, cacheBytesPerToken, countWeights, flopsPerToken } from './architecture.ts';
import { CHANGES, nextChange, withChoices } from './architecture-changes.ts';
import { bytes, differRows, differText, START } from './architecture-html.ts';
import { MODELS, modelById } from './architecture-models.ts';
import { diagramParts, diagramSvg, diagramText, drawingHeight } from './architecture-svg.ts';

const shape = (id: string): Architecture => modelById(id).shape;
const billions = (value: number) => value / 1e9;

/** Totals in billions: as published, or exact where the checkpoint is small enough to know it to the weight. */
const TOTALS: readonly (readonly [id: string, billions: number, digits: number])[] = [
	['gpt2', 0.124439808, 9],
	['gpt2-xl', 1.5576112, 9],
	['llama3-8b', 8.030261248, 9],
	['olmo2-7b', 7.3, 1],
	['olmo2-32b', 32.2, 1],
	['olmo3-32b', 32.2, 1],
	['gemma3-27b', 27.0, 1],
	['qwen3-0.6b', 0.596, 3],
	['qwen3-8b', 8.19, 2],
	['qwen3-30b-a3b', 30.5, 1],
	['qwen3-235b-a22b', 235.1, 1],
	['deepseek-v3', 671.0, 1],
	['kimi-k2', 1026, 0],
	['glm-4.5', 352.8, 1],
	['glm-4.5-air', 106.9, 1],
	['gpt-oss-20b', 20.9, 1],
	['gpt-oss-120b', 116.8, 1],
	['minimax-m2', 228.7, 1],
	['smollm3-3b', 3.08, 2],
];

describe('weights counted from the shapes', () => {
	it('cover every model of the figure', () => {
		expect(TOTALS.map(([id]) => id).toSorted()).toEqual(MODELS.map(({ id }) => id).toSorted());
	});

	it.each(TOTALS)('give the total of %s', (id, total, digits) => {
		expect(billions(countWeights(shape(id)).total)).toBeCloseTo(total, digits);
	});

	it.each([
		['qwen3-30b-a3b', 3.35],
		['qwen3-235b-a22b', 22.2],
		['deepseek-v3', 37.5],
		['kimi-k2', 32.9],
		['glm-4.5', 33.6],
		['glm-4.5-air', 13.4],
		['minimax-m2', 11.0],
	])('give the active weights of %s, embedding included', (id, active) => {
		expect(Math.abs(billions(countWeights(shape(id)).activeWithEmbedding) - active)).toBeLessThan(0.06);
	});

	it.each([
		['gpt-oss-20b', 3.6],
		['gpt-oss-120b', 5.1],
		['minimax-m2', 10.4],
	])('give the active weights of %s without the embedding', (id, active) => {
		expect(billions(countWeights(shape(id)).active)).toBeCloseTo(active, 1);
	});

	it('are the sum of their parts', () => {
		for (const model of MODELS) {
			const { embedding, positions, attention, mlp, norms, head, total } = countWeights(model.shape);
			expect(embedding + positions + attention + mlp + norms + head).toBe(total);
		}
	});
});

describe('the cache', () => {
	it.each([
		['gpt2', 36_864],
		['gpt2-xl', 307_200],
		['llama3-8b', 131_072],
		['olmo2-7b', 524_288],
		['gemma3-27b', 507_904],
		['qwen3-235b-a22b', 192_512],
		['deepseek-v3', 70_272],
		['kimi-k2', 70_272],
		['glm-4.5', 376_832],
		['gpt-oss-20b', 49_152],
		['minimax-m2', 253_952],
	])('of %s grows by %i bytes a token', (id, expected) => {
		expect(cacheBytesPerToken(shape(id))).toBe(expected);
	});

	it('stays small behind windows: Gemma 3, gpt-oss and OLMo 3 at 131,072 tokens', () => {
		const gibibytes = (id: string) => cacheBytes(shape(id), 131_072) / 2 ** 30;
		expect(gibibytes('gemma3-27b')).toBeCloseTo(10.4, 1);
		expect(gibibytes('gpt-oss-120b')).toBeCloseTo(4.5, 1);
		expect(gibibytes('olmo3-32b')).toBeCloseTo(8.75, 1);
	});

	it('of DeepSeek-V3 is 71 times smaller than with keys and values of its 128 heads', () => {
		const { attention, heads, layers } = shape('deepseek-v3');
		if (attention.kind !== 'latent') throw new Error('DeepSeek-V3 has latent attention.');
		const plain = layers * heads * (attention.plain + attention.rotated + attention.value) * 2;
		expect(plain).toBe(4_997_120);
		expect(Math.round(plain / cacheBytesPerToken(shape('deepseek-v3')))).toBe(71);
	});
});

describe('operations for a token', () => {
	it('are two for each weight at work when nothing stands before it', () => {
		for (const model of MODELS) expect(flopsPerToken(model.shape, 0)).toBe(2 * countWeights(model.shape).active);
	});

	it('grow with the context, and slower behind windows', () => {
		const windowed = shape('olmo3-32b');
		const full = { ...windowed, window: null };
		expect(flopsPerToken(windowed, 4096)).toBe(flopsPerToken(full, 4096));
		expect(flopsPerToken(windowed, 65_536)).toBeLessThan(flopsPerToken(full, 65_536));
	});
});

describe('the list of changes', () => {
	it('leaves a released model as it is when its own choices are made again', () => {
		for (const model of MODELS) {
			const own = Object.fromEntries(CHANGES.map((change) => [change.id, change.read(model.shape)]));
			expect(withChoices(model.shape, own)).toEqual(model.shape);
		}
	});

	it('leads from every model to the choices of every other, each change once', () => {
		for (const from of MODELS)
			for (const goal of MODELS) {
				const choices: Record<string, string> = {};
				for (let made = 0; made < CHANGES.length; made += 1) {
					const next = nextChange(withChoices(from.shape, choices), goal.shape);
					if (next) choices[next.change.id] = next.option;
				}
				expect(nextChange(withChoices(from.shape, choices), goal.shape)).toBeNull();
			}
	});

	it('keeps the weights of an MLP that gets a gate, and the work of one that becomes experts', () => {
		const gpt2 = shape('gpt2');
		const bare = withChoices(gpt2, { biases: 'none' });
		expect(countWeights(withChoices(bare, { mlp: 'SwiGLU' })).mlp).toBe(countWeights(bare).mlp);
		const sparse = withChoices(bare, { experts: 'experts' });
		const router = bare.layers * bare.width * 64;
		expect(countWeights(sparse).active).toBe(countWeights(bare).active + router);
		expect(countWeights(sparse).mlp).toBe(8 * countWeights(bare).mlp + router);
	});

	it('shares keys by a divisor of the heads', () => {
		const attention = (id: string) => withChoices(shape(id), { attention: 'shared' }).attention;
		expect(attention('gpt2')).toMatchObject({ keyHeads: 3 });
		expect(attention('gpt2-xl')).toMatchObject({ keyHeads: 5 });
	});

	it('turns a 128-number head into the latent of DeepSeek-V3', () => {
		expect(withChoices(shape('llama3-8b'), { attention: 'latent' }).attention).toEqual(shape('deepseek-v3').attention);
	});
});

describe('the drawing', () => {
	it('fits, with parts that do not overlap and keys of their own', () => {
		for (const model of MODELS) {
			const parts = diagramParts(model.shape);
			expect(new Set(parts.map((part) => part.key)).size).toBe(parts.length);
			parts.slice(1).forEach((part, index) => {
				const above = parts[index];
				expect(part.y).toBeGreaterThan((above?.y ?? 0) + (above?.height ?? 0));
			});
			const last = parts.at(-1);
			expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThan(drawingHeight(model.shape));
		}
	});

	it('marks the parts that differ and no others', () => {
		const gpt2 = shape('gpt2');
		expect(diagramSvg(gpt2, gpt2)).not.toContain('is-changed');
		expect(diagramSvg(withChoices(gpt2, { mlp: 'SwiGLU' }), gpt2).match(/is-changed/g)).toHaveLength(1);
	});

	it('says in words what it draws', () => {
		expect(diagramText(shape('deepseek-v3'))).toContain('8 of 256 experts + 1 shared');
		expect(diagramText(shape('gpt2'))).toContain('positions 1,024 × 768');
	});
});

describe('the numbers beside it', () => {
	it('stand in three columns with the difference', () => {
		const rows = differRows({ ...START, choices: { attention: 'shared' } });
		expect(rows).toContain('36 KiB');
		expect(rows).toContain('9 KiB');
		expect(rows).toContain('÷ 4.0');
	});

	it('end in sizes when every choice is made', () => {
		const llama = shape('llama3-8b');
		const choices = Object.fromEntries(CHANGES.map((change) => [change.id, change.read(llama)]));
		expect(differText({ ...START, choices })).toContain('What is left are proportions and size');
	});

	it('write bytes in binary units', () => {
		expect(bytes(70_272)).toBe('68.6 KiB');
		expect(bytes(2 ** 34)).toBe('16 GiB');
	});
});
