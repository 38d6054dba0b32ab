/** What answering one question costs, in three units. */
export interface QueryCost {
	readonly tokens: number;
	readonly flops: number;
	readonly dollars: number;
}
