/** Made by scripts/build-worker.ts from the files of src/grading/core: every module that public checks may import, by its specifier. */
declare module 'gradus:core-modules' {
	export const core: Readonly<Record<string, unknown>>;
}
