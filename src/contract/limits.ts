/** Every limit that more than one side must agree on. Sizes in bytes, times in milliseconds. */

/** Learner source of one submission or draft, UTF-8. */
export const MAX_SOURCE_BYTES = 65_536;
/** All weights of one submission together. */
export const MAX_CHECKPOINT_BYTES = 8_388_608;
/** One frame between grader and sandbox: weights plus head room. */
export const MAX_FRAME_BYTES = 9 * 1024 * 1024;
/** JSON head of one frame. */
export const MAX_FRAME_HEAD_BYTES = 65_536;
/** JSON header of a safetensors file. */
export const MAX_SAFETENSORS_HEADER_BYTES = 100_000;
/** Console output kept of one run in the sandbox. */
export const MAX_LOG_BYTES = 4_096;
export const MAX_LOG_LINES = 100;
/** A value that learner code returns across the sandbox boundary. */
export const MAX_RESULT_BYTES = 1_048_576;
export const MAX_RESULT_TENSORS = 64;
export const MAX_RESULT_DEPTH = 6;
export const MAX_RESULT_ITEMS = 1_000;
export const MAX_RESULT_KEYS = 100;
/** Tensors that a watched call left behind, of which the shapes are told. */
export const MAX_LEFT_SHAPES = 8;

/** Stop is a flag read between steps; after this long the worker is ended. */
export const STOP_GRACE_MS = 700;
/** A worker that posts more than this is ended. */
export const MAX_WORKER_MESSAGES_PER_SECOND = 200;
export const MAX_WORKER_BYTES_PER_SECOND = 1_048_576;
/** Drawings repaint at most this often. */
export const MAX_REPAINTS_PER_SECOND = 10;
/** Background snapshot of the weights while training. */
export const SNAPSHOT_EVERY_MS = 5_000;

export const SUBMISSIONS_PER_10_MIN = 10;
export const SUBMISSIONS_PER_DAY = 60;
export const CHECKPOINT_UPLOADS_PER_DAY = 30;
export const CHECKPOINT_BYTES_PER_DAY = 200 * 1024 * 1024;
