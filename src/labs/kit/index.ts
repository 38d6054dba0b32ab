/** The module `gradus`: the small API that learner code sees. Of these names a lab allows what lab.ts lists; nothing here answers a lab that allows it. */

export { type Attention, createGpt, type Gpt, initialWeights, type Model } from './gpt.ts';
export { countParameters, type GptConfig, gptConfigOf, gptShapes } from './gpt-shapes.ts';
export type { Train, TrainHost, TrainMessage } from './host.ts';
export { crossEntropy, gelu, layerNorm, linear } from './ops.ts';
export { type AdamState, createAdamState, disposeAdamState, type Grads, gptRecipe, type Params, type Recipe } from './recipe.ts';
export { runTraining, trainWithAttention } from './train.ts';
export { trainStep } from './training-step.ts';
