import { expect, test } from 'vitest';
import { findLab } from '#labs/index.ts';
import { gradusTypes, tfjsTypes } from './build-editor-types.ts';

const textOf = (files: Readonly<Record<string, string>>): string => Object.values(files).join('\n');
const typesOf = (id: string): string => {
	const lab = findLab(id);
	if (!lab) throw new Error(`There is no lab ${id}.`);
	return textOf(gradusTypes(lab));
};

test('a lab sees the types of gradus and none of the values that it does not allow', () => {
	const text = typesOf('train-gpt');
	expect(text).toContain('interface AdamState');
	expect(text).not.toMatch(/\bdeclare (const|function|class) /);
	// What a file imports for itself is no name of the module.
	const offered = text.replaceAll(/^import .*$/gm, '');
	expect(offered).not.toMatch(/\b(crossEntropy|trainStep|layerNorm|createGpt|createAdamState)\b/);
	expect(typesOf('causal-attention')).not.toMatch(/\bdeclare (const|function|class) /);
});

test('an allowed value is declared where it stands and exported by the module', () => {
	const files = gradusTypes({ allowedImports: { gradus: ['gelu'], my: [] } });
	expect(files['file:///node_modules/gradus/index.d.ts']).toContain("export { gelu } from './engine/ops/gelu'");
	expect(files['file:///node_modules/gradus/engine/ops/gelu.d.ts']).toContain('declare function gelu');
	expect(textOf(files)).not.toContain('crossEntropy');
});

test('everything is declared where a lab allows everything', () => {
	const text = textOf(gradusTypes({ allowedImports: { gradus: '*', my: [] } }));
	expect(text).toContain('declare const gptRecipe: Recipe');
	expect(text).toContain('declare function crossEntropy');
});

test('the types of tfjs carry the ops and their chained methods, and no test files', () => {
	const files = tfjsTypes();
	expect(Object.keys(files).filter((path) => path.includes('_test'))).toEqual([]);
	const text = textOf(files);
	expect(text).toContain('matMul<T extends Tensor>(b: Tensor | TensorLike');
	expect(Object.keys(files)).toContain('file:///node_modules/@tensorflow/tfjs-core/dist/ops/mat_mul.d.ts');
});
