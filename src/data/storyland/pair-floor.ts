/** What pair-counts.ts computes, as numbers: pages need them before any text is walked. A test computes them again. */

/** Best mean loss of a model that sees one token, nats per token of endless text. */
export const BIGRAM_NATS_PER_TOKEN = 1.446172;
/** Best mean loss of a model that sees none. */
export const UNIGRAM_NATS_PER_TOKEN = 4.152355;
/** Expected UTF-8 bytes of a story as people write it, with its line break. */
export const BYTES_PER_STORY = 198.9475;
