/** First step of every preset of every lab that trains: cold in a browser with an empty profile, warm in a second worker of that browser. */
import { labs } from '#labs/index.ts';
import { bundlePresets } from './bundle.ts';
import type { Runtime } from './orders.ts';
import type { PresetResult } from './results.ts';

const WITHIN_MS = 180_000;

export async function measurePresets(open: () => Promise<Runtime>, say: (text: string) => void): Promise<PresetResult[]> {
	const built = await bundlePresets('worker');
	const results: PresetResult[] = [];
	for (const lab of labs.filter(({ trains }) => trains)) {
		for (const preset of Object.keys(lab.presets)) {
			say(`first step of ${lab.id}, ${preset} …`);
			const nothing = { lab: lab.id, preset, coldMs: null, warmMs: null };
			if ('reason' in built) results.push({ ...nothing, failure: built.reason });
			else results.push(await measurePreset(open, built.code, nothing));
		}
	}
	return results;
}

async function measurePreset(open: () => Promise<Runtime>, code: string, row: PresetResult): Promise<PresetResult> {
	let runtime: Runtime | null = null;
	let result = row;
	try {
		runtime = await open();
		for (const heat of ['coldMs', 'warmMs'] as const) {
			const realm = await runtime.open(code);
			const ms = await realm.order({ engine: `${row.lab}/${row.preset}`, type: 'preset' }, WITHIN_MS).finally(() => realm.close());
			result = { ...result, [heat]: Math.round(ms) };
		}
		return result;
	} catch (error) {
		return { ...result, failure: error instanceof Error ? error.message : String(error) };
	} finally {
		await runtime?.close();
	}
}
