/** Batched generation of a model of 100 thousand parameters: what a token of all rows costs. */
import type { DecodingReport } from '#engine/generate/measure-decoding.ts';
import { bundlePresets } from './bundle.ts';
import type { Runtime } from './orders.ts';

const WITHIN_MS = 400_000;
/** A step of reinforcement learning on a card. Counts do not depend on the rows, so a software adapter gets few. */
const ROLLOUTS = { card: 256, software: 4 };

/** The report, or why there is none. */
export async function measureGeneration(open: () => Promise<Runtime>): Promise<DecodingReport | string> {
	let runtime: Runtime | null = null;
	try {
		runtime = await open();
		const built = await bundlePresets(runtime.name === 'node' ? 'node' : 'worker');
		if ('reason' in built) return built.reason;
		const realm = await runtime.open(built.code);
		const rollouts = runtime.adapter.isSoftware ? ROLLOUTS.software : ROLLOUTS.card;
		return await realm.order({ engine: 'generation', type: 'decoding', rollouts }, WITHIN_MS).finally(() => realm.close());
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	} finally {
		await runtime?.close();
	}
}
