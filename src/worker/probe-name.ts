/** The name that instrumented code calls. In a file of its own: the worker needs no transpiler. */
export const SEE = '__see';
