/** What is cut from real code of labs: statements of at most five lines, and functions with what they stand on. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { COMPLETION_LINES } from '#contract/automation.ts';
import { cutBlocks, cutPieces } from './cut-code.ts';

const solutions = readdirSync('src/labs').filter((id) => existsSync(`src/labs/${id}/solution.ts`));
const codeOf = (lab: string, file = 'solution.ts') => readFileSync(`src/labs/${lab}/${file}`, 'utf8');

const CODE = `import { rmsNorm, type Switches } from 'gradus';
const PEAK = 0.004;
const unused = 1;
type Rate = number;

// how fast
export function learningRate(step: number): Rate {
    const share = step / 20;
    // the cosine part
    const cosine = 1 +
        Math.cos(Math.PI * share);
    return {
        rate: PEAK * cosine,
        norm: rmsNorm(share),
    }.rate;
}

function helper(a: number) { return a; }

export function long(x: number[]): number {
    let sum = 0;
    for (const each of x) {
        const twice = each * 2;
        if (twice > 3) {
            sum += twice;
        } else {
            sum -= helper(twice);
        }
    }
    return sum;
}
`;

describe('pieces', () => {
	const pieces = cutPieces(CODE);
	const texts = pieces.map(({ lines }) => lines.join('\n'));

	it('are whole statements from the margin, with tabs', () => {
		expect(texts).toContain('const share = step / 20;');
		expect(texts).toContain('const cosine = 1 +\n\tMath.cos(Math.PI * share);');
		expect(texts).toContain('if (twice > 3) {\n\tsum += twice;\n} else {\n\tsum -= helper(twice);\n}');
	});

	it('carry the names that a comment may call them by', () => {
		expect(pieces.find(({ lines }) => lines[0]?.startsWith('const cosine'))?.names).toEqual(['cosine', 'the cosine part']);
	});

	it('leave out imports, properties and what is too long', () => {
		expect(texts.some((text) => /^import|^rate:|^norm:|^for|^export/.test(text))).toBe(false);
		expect(cutPieces('export function f( {')).toEqual([]);
	});

	it('also end without semicolons', () => {
		expect(cutPieces('function f(a, b) {\n  const c = a * b\n  return c + a - b\n}').map(({ lines }) => lines[0])).toContain(
			'const c = a * b',
		);
	});

	it.each(solutions)('of %s are statements that TypeScript can read, of at most five lines', (lab) => {
		const found = cutPieces(codeOf(lab));
		expect(found.length).toBeGreaterThan(1);
		for (const { lines } of found) {
			expect(lines.length).toBeLessThanOrEqual(COMPLETION_LINES);
			expect(syntaxErrors(`async function f() { for (;;) {\n${lines.join('\n')}\n} }`)).toEqual([]);
		}
	});
});

describe('blocks', () => {
	it('bring the declarations that they use, and name the imports that they need', () => {
		const [rate, long] = cutBlocks(CODE);
		expect(rate).toMatchObject({ name: 'learningRate', needs: ['rmsNorm'] });
		expect(rate?.parts.map(({ name }) => name)).toEqual(['PEAK', 'Rate', 'learningRate']);
		expect(rate?.parts.at(-1)?.code).toMatch(/^\/\/ how fast\nfunction learningRate\(step: number\): Rate \{\n\tconst share/);
		expect(long?.parts.map(({ name }) => name)).toEqual(['helper', 'long']);
	});

	it.each(solutions)('of %s are there for each export, and TypeScript can read them', (lab) => {
		const blocks = cutBlocks(codeOf(lab));
		const exported = [...codeOf(lab).matchAll(/^export function (\w+)/gm)].map(([, name]) => name);
		expect(blocks.map(({ name }) => name)).toEqual(exported);
		for (const { parts } of blocks) expect(syntaxErrors(parts.map(({ code }) => code).join('\n'))).toEqual([]);
	});
});

function syntaxErrors(code: string): string[] {
	const { diagnostics = [] } = ts.transpileModule(code, { reportDiagnostics: true, compilerOptions: { target: ts.ScriptTarget.ESNext } });
	return diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
