/** Which engine this is, for who remembers what it was found to do. */

/** A hash of the worker's file, which scripts/build-worker.ts puts here: any change of the engine gives another. */
export const ENGINE_MARK = '@engine-mark@';
