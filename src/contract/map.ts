/** A map of things that rest on each other: skills by what they need, labs by what they import. Plain data that the server makes and a component draws. */

/** `proven` to `later` are of skills, `yours` to `unused` of labs; `ahead` is not written yet. */
export type MapState = 'proven' | 'due' | 'learning' | 'open' | 'later' | 'yours' | 'borrowed' | 'unused' | 'ahead';

export interface MapNode {
	readonly id: string;
	readonly title: string;
	readonly href: string | null;
	/** Ids of the nodes that this one rests on. */
	readonly needs: readonly string[];
	/** Null on a map without a person. */
	readonly state: MapState | null;
}
