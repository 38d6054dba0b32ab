/**
 * Runs CommonJS text inside the worker. Each module gets a `require` that knows a fixed list; nothing is loaded from anywhere.
 * Learner files see tfjs, the names of `gradus` that their lab allows, and `my/<lab>` where the lab allows it.
 */
import type { Lab } from '#contract/lab.ts';

export type ModuleExports = Readonly<Record<string, unknown>>;
export type Require = (specifier: string) => ModuleExports;

/** `new Function` puts two lines before the body: the head and the opening brace. */
export const WRAPPER_LINES = 2;

/** An import that the lab does not offer. Its message is for the learner. */
export class RefusedImport extends Error {
	override name = 'RefusedImport' as const;
}

/**
 * `more`: names that the text may use besides, with their values.
 * @throws whatever the module throws while it is loaded
 */
export function evaluate(code: string, file: string, require: Require, more: Readonly<Record<string, unknown>> = {}): ModuleExports {
	const module: { exports: Record<string, unknown> } = { exports: {} };
	// The worker exists to run this text; its policy gives it nothing to reach.
	const body = new Function('module', 'exports', 'require', ...Object.keys(more), `${code}\n//# sourceURL=${file}`);
	body(module, module.exports, require, ...Object.values(more));
	return module.exports;
}

/** Whether the text compiles; nothing of it runs. */
export function compiles(code: string): boolean {
	try {
		return new Function(code) instanceof Function;
	} catch {
		// What is wrong with it is said by whoever runs it.
		return false;
	}
}

export interface Modules {
	readonly tfjs: ModuleExports;
	readonly gradus: ModuleExports;
	/** `#grading/core/…` modules that public checks import. */
	readonly core: ModuleExports;
}

export interface Requires {
	/** What the lab's own bundle may import: all of it. */
	readonly forBundle: Require;
	readonly forLearner: (lab: Lab) => Require;
}

/** `my` holds JavaScript by lab id, also of files that only another of them imports; each is loaded once, for bundle and learner alike. */
export function createRequires(modules: Modules, my: Readonly<Record<string, string>>): Requires {
	const loaded = new Map<string, ModuleExports>();

	function loadMy(id: string): ModuleExports | undefined {
		const source = Object.hasOwn(my, id) ? my[id] : undefined;
		if (source === undefined) return undefined;
		// An earlier lab's answer was judged with that lab's imports; the whole kit is offered to it here.
		const exports = loaded.get(id) ?? evaluate(source, `my/${id}.ts`, forBundle);
		loaded.set(id, exports);
		return exports;
	}

	function forBundle(specifier: string): ModuleExports {
		if (specifier === '@tensorflow/tfjs') return modules.tfjs;
		if (specifier === 'gradus') return modules.gradus;
		const found = specifier.startsWith('my/') ? loadMy(specifier.slice(3)) : modules.core[specifier];
		if (found === undefined) throw new Error(`A lab's bundle imports ${specifier}, which the worker does not have.`);
		// The list of core modules is generated from the folder, one exports object each.
		return found as ModuleExports;
	}

	function forLearner(lab: Lab): Require {
		const gradus = lab.allowedImports.gradus === '*' ? modules.gradus : pick(modules.gradus, lab.allowedImports.gradus);
		return (specifier) => {
			if (specifier === '@tensorflow/tfjs') return modules.tfjs;
			if (specifier === 'gradus' && Object.keys(gradus).length > 0) return gradus;
			const id = specifier.startsWith('my/') ? specifier.slice(3) : '';
			const found = lab.allowedImports.my.includes(id) ? loadMy(id) : undefined;
			if (found === undefined) throw new RefusedImport(`This lab does not offer "${specifier}". It offers ${offered(lab)}.`);
			return found;
		};
	}

	return { forBundle, forLearner };
}

function pick(exports: ModuleExports, names: readonly string[]): ModuleExports {
	return Object.freeze(Object.fromEntries(names.filter((name) => Object.hasOwn(exports, name)).map((name) => [name, exports[name]])));
}

function offered({ allowedImports: { gradus, my } }: Lab): string {
	const names = gradus === '*' || gradus.length > 0 ? ['gradus'] : [];
	return ['@tensorflow/tfjs', ...names, ...my.map((id) => `my/${id}`)].map((name) => `"${name}"`).join(', ');
}
