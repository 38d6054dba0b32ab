/** The module `gradus`: the small API that learner code sees. It grows with the labs; nothing here answers a lab whose lab.ts allows it. */
export { crossEntropy, gelu, layerNorm, linear } from './ops.ts';
