/** The module `gradus`: the small API that learner code sees. Of these names a lab allows what lab.ts lists; nothing here answers a lab that allows it. */

export { type Chain, readAnswer as chainAnswer } from '#data/tasks/chains.ts';
export { type CompiledStep, compile } from '#engine/compile.ts';
export { createDecoder, type Decoder } from '#engine/generate/create-decoder.ts';
export { causalAttention, causalAttentionHeads } from '#engine/ops/causal-attention.ts';
export { dropout } from '#engine/ops/dropout.ts';
export { embedding } from '#engine/ops/embedding.ts';
export { gelu } from '#engine/ops/gelu.ts';
export { layerNorm } from '#engine/ops/layer-norm.ts';
export { linear } from '#engine/ops/linear.ts';
export { mlp } from '#engine/ops/mlp.ts';
export { rmsNorm } from '#engine/ops/rms-norm.ts';
export { rope } from '#engine/ops/rope.ts';
export { swiglu } from '#engine/ops/swiglu.ts';
export { type AdamW, type AdamWOptions, adamw } from '#engine/optim/adamw.ts';
export { perStep } from '#engine/per-step.ts';
export { almanacPupil, almanacRate } from './almanac-pupil.ts';
export { batchOf, thinkText } from './chain-rows.ts';
export { answerLoss, documentSight, type PackedRow, packTexts, type RenderedText, renderConversation, type Turn } from './conversation.ts';
export { finiteLoss } from './finite-loss.ts';
export { type Attention, createGpt, type Gpt, initialWeights, type Model, type StartingWeights } from './gpt.ts';
export { countParameters, type GptConfig, gptConfigOf, gptShapes } from './gpt-shapes.ts';
export { measureLoss } from './held-out.ts';
export type { Train, TrainHost, TrainMessage } from './host.ts';
export { loadMoments } from './load-moments.ts';
export { type Minimum, minimise } from './minimise.ts';
export { type Block, type BlockWeights, createModernGpt, initialModernWeights, type ModernGpt } from './modern-gpt.ts';
export { modernPupil, modernRate } from './modern-pupil.ts';
export { blockShapes, countModernWeights, type ModernConfig, modernConfigOf, modernShapes, type Switches } from './modern-shapes.ts';
export {
	type Costs,
	type ExpertBank,
	effectiveExperts,
	type ModelSpec,
	oneHot,
	type Routing,
	reluBank,
	shareOfChoices,
	type Twins,
	topIndices,
} from './moe.ts';
export { factSpec, factStep, factsOfRun, factText, recallOf } from './moe-facts.ts';
export { denseFeed, type Feed, type FeedWeights, type MoeGpt, type MoeGptConfig, moeGptShapes } from './moe-gpt.ts';
export {
	createMoeStudent,
	createProbe,
	encodeMoeRun,
	type MoeStudent,
	type Probe,
	type SeenRouting,
	showExperts,
	storedMoeRun,
	watchRouting,
} from './moe-training.ts';
export { type OpenReasoner, openReasoner } from './open-reasoner.ts';
export { crossEntropy } from './ops.ts';
export { readCheckpoint } from './policy.ts';
export type { BudgetPoint, QueryCost, Way } from './query-cost.ts';
export type { CurveMaker } from './quiz-figures.ts';
export type { Thought } from './reasoner.ts';
export {
	type AdamState,
	createAdamState,
	disposeAdamState,
	type Grads,
	gptRecipe,
	type OptimizerState,
	type Params,
	type Recipe,
} from './recipe.ts';
export type { CurvePoint, Rise, StraightLine } from './rise.ts';
export { type Report, runSteps } from './run-steps.ts';
export { type MeasuredRun, predictLoss, type ScalingLaw, scalingStarts } from './scaling.ts';
export { createKernelReporter, showEngine } from './show-engine.ts';
export { decodeRun, encodeRun } from './snapshot.ts';
export { runTraining, trainWithAttention } from './train.ts';
export { type Family, type Pupil, trainFamily } from './train-family.ts';
export { type GrpoBatch, type GrpoObjective, type GrpoSettings, trainGrpo } from './train-grpo.ts';
export { trainPositions } from './train-positions.ts';
export { type QuizTraining, trainQuiz } from './train-quiz.ts';
export { type Example, type Scratchpad, trainScratchpad } from './train-scratchpad.ts';
export { trainStep } from './training-step.ts';
