/** Times by name, and the table of them. A request that failed is counted and not timed. */
export class Times {
	readonly #byName = new Map<string, number[]>();
	readonly #failures = new Map<string, number>();

	/** Gives the body of a good answer. Throws nothing: a request that fails is counted by what it said. */
	async take(name: string, isCounted: boolean, work: () => Promise<Response>): Promise<string | undefined> {
		const startedAt = performance.now();
		const answer = await work().then(
			async (response) => ({ isGood: response.status < 300, says: `HTTP ${response.status}`, body: await response.text() }),
			(error: unknown) => ({ isGood: false, says: String(error), body: '' }),
		);
		if (!answer.isGood) this.#failures.set(`${name}: ${answer.says}`, (this.#failures.get(`${name}: ${answer.says}`) ?? 0) + 1);
		if (!answer.isGood) return undefined;
		if (isCounted) {
			const times = this.#byName.get(name) ?? [];
			this.#byName.set(name, times);
			times.push(performance.now() - startedAt);
		}
		return answer.body;
	}

	get total(): number {
		return [...this.#byName.values()].reduce((sum, { length }) => sum + length, 0);
	}

	/** What failed and how often, a line each; empty when nothing did. */
	failures(): string {
		return [...this.#failures].map(([what, times]) => `failed ${times} times: ${what}`).join('\n');
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
