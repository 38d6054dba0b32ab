/** Borrowed: the library's template, packing, sight and loss for a learner who has not passed lab 4.2. */
import { answerLoss, documentSight, packTexts, renderConversation } from 'gradus';

export const [render, pack, mayAttend, sftLoss] = [renderConversation, packTexts, documentSight, answerLoss];
