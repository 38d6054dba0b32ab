/** Engine (b): what a learner writes in plain tfjs with tf.train.adam, replayed by `compile`. */
import { createCompiledEngine } from './compiled-engine.ts';
import { createPlainGpt } from './plain-gpt.ts';

export const engine = createCompiledEngine('Gradus, plain tfjs', createPlainGpt);
