/** Times by name, and the table of them. A request that failed is counted and not timed. */
export class Times {
	readonly #byName = new Map<string, number[]>();
	failed = 0;

	/** `work` says whether it went well. */
	async take(name: string, isCounted: boolean, work: () => Promise<boolean>): Promise<boolean> {
		const startedAt = performance.now();
		const isGood = await work().catch(() => false);
		if (!isGood) {
			this.failed++;
			return false;
		}
		if (!isCounted) return true;
		const times = this.#byName.get(name) ?? [];
		this.#byName.set(name, times);
		times.push(performance.now() - startedAt);
		return true;
	}

	get total(): number {
		return [...this.#byName.values()].reduce((sum, { length }) => sum + length, 0);
	}

	/** Milliseconds. */
	table(): string {
		const rows = [...this.#byName].map(([name, times]) => {
			const sorted = times.toSorted((a, b) => a - b);
			const at = (share: number) => (sorted[Math.ceil(share * sorted.length) - 1] ?? 0).toFixed(0);
			return `| ${name} | ${times.length} | ${at(0.5)} | ${at(0.95)} | ${at(0.99)} |`;
		});
		return ['| request | times | p50 ms | p95 ms | p99 ms |', '|---|---|---|---|---|', ...rows].join('\n');
	}
}
