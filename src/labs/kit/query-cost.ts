/** What an answer costs, and how good it is: the plain records of module 7. */

/** What answering one question costs, in three units. */
export interface QueryCost {
	readonly tokens: number;
	readonly flops: number;
	readonly dollars: number;
}

/** What one budget of thinking comes to. */
export interface BudgetPoint {
	/** Steps. */
	readonly budget: number;
	/** A question, on average. */
	readonly tokens: number;
	/** Share answered right. */
	readonly accuracy: number;
}

/** One way to answer: what a question costs on average, and how many are right. */
export interface Way {
	readonly tokens: number;
	readonly accuracy: number;
}
