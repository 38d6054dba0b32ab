/** Borrowed: the library's recipe for a learner who has not passed lab 1.6. It stands in for `my/train-gpt` until then. */
import { gptRecipe } from 'gradus';

export const { loss, decays, learningRate, adamwStep } = gptRecipe;
