/** The small statistics of the detectors: of the last few values, in constant memory. */

/** The last `size` values, oldest first. */
export class Recent {
	readonly values: number[] = [];
	readonly #size: number;

	constructor(size: number) {
		this.#size = size;
	}

	add(value: number): void {
		this.values.push(value);
		if (this.values.length > this.#size) this.values.shift();
	}

	get isFull(): boolean {
		return this.values.length === this.#size;
	}

	get mean(): number {
		return this.values.reduce((sum, value) => sum + value, 0) / this.values.length;
	}

	get median(): number {
		const sorted = this.values.toSorted((a, b) => a - b);
		return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
	}
}

/** Counts how long something has held without a break, and since which step. */
export class Streak {
	count = 0;
	since = 0;

	/** @returns how many times in a row */
	see(isSo: boolean, step: number): number {
		if (!isSo) this.count = 0;
		else if (this.count++ === 0) this.since = step;
		return this.count;
	}
}
